namespace MedReason.Diagnosis;

/// <summary>Measures how much of what is known of one disease another one has as well. Safe for concurrent use.</summary>
internal sealed class FindingOverlap
{
    private readonly FindingHierarchy _hierarchy;
    private readonly double[] _information;

    /// <summary>Creates a measure.</summary>
    /// <param name="hierarchy">The hierarchy of the findings.</param>
    /// <param name="diseases">The diseases over which information is counted: each with a finding counts as one, however frequent it is.</param>
    public FindingOverlap(FindingHierarchy hierarchy, IReadOnlyCollection<DiseaseEntry> diseases)
    {
        _hierarchy = hierarchy;
        _information = new double[hierarchy.Count];
        foreach (DiseaseEntry disease in diseases)
        {
            foreach (int node in FindConcepts(disease))
            {
                _information[node]++;
            }
        }

        for (int node = 0; node < _information.Length; node++)
        {
            _information[node] = Math.Log2(diseases.Count / Math.Max(1, _information[node]));
        }
    }

    /// <summary>Returns the mean overlap over the pairs of diseases; 0 for a single disease.</summary>
    /// <remarks>
    /// Of a pair, the share of what is known of the one with fewer findings that the other has as well; of two with as many, the mean of both shares.
    /// </remarks>
    public double OfAll(IReadOnlyList<DiseaseEntry> diseases)
    {
        HashSet<int>[] concepts = [.. diseases.Select(FindConcepts)];
        double sum = 0;
        for (int i = 0; i < diseases.Count; i++)
        {
            for (int other = 0; other < i; other++)
            {
                sum += diseases[i].Annotations.Length.CompareTo(diseases[other].Annotations.Length) switch
                {
                    < 0 => Of(diseases[i], concepts[other]),
                    > 0 => Of(diseases[other], concepts[i]),
                    _ => (Of(diseases[i], concepts[other]) + Of(diseases[other], concepts[i])) / 2,
                };
            }
        }

        return sum / Math.Max(1, diseases.Count * (diseases.Count - 1) / 2);
    }

    /// <summary>Returns the share of the information of the findings of a disease that a set of concepts holds, 0 to 1.</summary>
    private double Of(DiseaseEntry disease, HashSet<int> concepts)
    {
        double shared = 0;
        double all = 0;
        foreach (Annotation annotation in disease.Annotations)
        {
            double best = 0;
            foreach (int node in _hierarchy.GetAncestors(annotation.Node))
            {
                best = concepts.Contains(node) ? Math.Max(best, _information[node]) : best;
            }

            shared += best;
            all += _information[annotation.Node];
        }

        return all > 0 ? shared / all : 0;
    }

    private HashSet<int> FindConcepts(DiseaseEntry disease) => _hierarchy.FindConcepts(disease.Annotations.Select(static annotation => annotation.Node));
}
