using System.Collections.Frozen;

namespace MedReason.Diagnosis;

/// <summary>What a graph states of the findings of its diseases, propagated to the more general findings. Computed once per graph and sex. Immutable.</summary>
internal sealed class DiagnosisIndex
{
    private readonly int[][] _annotated;
    private readonly int[] _starts;
    private readonly (int Disease, float Frequency)[] _postings;

    public DiagnosisIndex(FindingHierarchy hierarchy, IReadOnlyList<DiseaseEntry> diseases)
    {
        Hierarchy = hierarchy;
        Diseases = diseases;
        _annotated = [.. diseases.Select(static disease => disease.Annotations.Select(static annotation => annotation.Node).ToArray())];
        Profiles = [.. diseases.Select(disease => disease.GetProfile(null, disease.GetFrequencies(null)))];
        (_starts, _postings) = Propagate();
        Information = new double[hierarchy.Count];
        Background = new double[hierarchy.Count];
        for (int node = 0; node < hierarchy.Count; node++)
        {
            double sum = 0.5;
            foreach ((_, float frequency) in GetPostings(node))
            {
                sum += frequency;
            }

            Background[node] = sum / (diseases.Count + 1);
            Information[node] = -Math.Log2(Background[node]);
        }

        MeanMass = Profiles.Length == 0 ? 0 : Profiles.Average(static profile => profile.Mass);
        ByPublication = GroupByPublication();
        Series = [.. Enumerable.Range(0, diseases.Count).Where(disease => diseases[disease].Series is not null).GroupBy(disease => diseases[disease].Series)
            .Select(static series => series.ToArray()).Where(static series => series.Length > 1)];
    }

    public FindingHierarchy Hierarchy { get; }

    public IReadOnlyList<DiseaseEntry> Diseases { get; }

    /// <summary>Gets what is computed of each disease as a whole.</summary>
    public DiseaseProfile[] Profiles { get; }

    /// <summary>Gets the share of diseases with each finding or a more specific one, weighted by its frequency in the disease.</summary>
    public double[] Background { get; }

    /// <summary>Gets the information content of each finding, in bits: the negative logarithm of its background.</summary>
    public double[] Information { get; }

    /// <summary>Gets the mean number of findings that a patient with a disease has.</summary>
    public double MeanMass { get; }

    /// <summary>Gets the diseases with a statement that cites a publication.</summary>
    public FrozenDictionary<string, int[]> ByPublication { get; }

    /// <summary>Gets the diseases of each numbered series, at least two in each.</summary>
    public int[][] Series { get; }

    /// <summary>Returns the findings that a disease is annotated with.</summary>
    public ReadOnlySpan<int> GetAnnotated(int disease) => _annotated[disease];

    /// <summary>Returns the diseases with a finding or a more specific one, each with the highest frequency.</summary>
    public ReadOnlySpan<(int Disease, float Frequency)> GetPostings(int node) => _postings.AsSpan(_starts[node].._starts[node + 1]);

    private (int[] Starts, (int Disease, float Frequency)[] Postings) Propagate()
    {
        var starts = new int[Hierarchy.Count + 1];
        var frequencies = new float[Hierarchy.Count];
        var touched = new List<int>();
        var found = new List<(int Node, int Disease, float Frequency)>();
        for (int disease = 0; disease < Diseases.Count; disease++)
        {
            foreach (Annotation annotation in Diseases[disease].Annotations)
            {
                foreach (int node in Hierarchy.GetAncestors(annotation.Node))
                {
                    if (frequencies[node] == 0)
                    {
                        touched.Add(node);
                    }

                    frequencies[node] = Math.Max(frequencies[node], annotation.Frequency);
                }
            }

            foreach (int node in touched)
            {
                found.Add((node, disease, frequencies[node]));
                frequencies[node] = 0;
                starts[node + 1]++;
            }

            touched.Clear();
        }

        for (int node = 0; node < Hierarchy.Count; node++)
        {
            starts[node + 1] += starts[node];
        }

        int[] next = starts[..^1];
        var postings = new (int Disease, float Frequency)[found.Count];
        foreach ((int node, int disease, float frequency) in found)
        {
            postings[next[node]++] = (disease, frequency);
        }

        return (starts, postings);
    }

    private FrozenDictionary<string, int[]> GroupByPublication()
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.OrdinalIgnoreCase);
        for (int disease = 0; disease < Diseases.Count; disease++)
        {
            foreach (string publication in Diseases[disease].Annotations.SelectMany(static annotation => annotation.Statements).Distinct()
                .SelectMany(static statement => statement.Attributes.Publications))
            {
                if (!groups.TryGetValue(publication, out List<int>? group))
                {
                    groups.Add(publication, group = []);
                }

                if (group.Count == 0 || group[^1] != disease)
                {
                    group.Add(disease);
                }
            }
        }

        return groups.ToFrozenDictionary(static group => group.Key, static group => group.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
    }
}
