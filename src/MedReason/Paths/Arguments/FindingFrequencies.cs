using System.Collections.Frozen;
using MedReason.Graph;

namespace MedReason.Paths;

/// <summary>How often a condition presents a finding, by what the sources of the graph state. Immutable.</summary>
internal sealed class FindingFrequencies
{
    // What is listed as a feature without a frequency is taken to be seen in half of the patients.
    private const double Unstated = 0.5;

    // The lowest frequency that a term of the Human Phenotype Ontology stands for.
    private const double Lowest = 0.01;

    private readonly FrozenDictionary<KgEdge, double> _byEdge;

    private FindingFrequencies(FrozenDictionary<KgEdge, double> byEdge) => _byEdge = byEdge;

    /// <summary>Reads the frequencies of the edges by which found arguments step from a finding to a condition or back.</summary>
    public static async ValueTask<FindingFrequencies> ReadAsync(
        IKnowledgeGraph graph, IReadOnlyList<FoundArgument> arguments, CancellationToken cancellationToken)
    {
        KgEdge[] edges = [.. arguments.SelectMany(static argument => EvidenceReferences.EdgesOf(argument.Path)).Distinct()];
        if (edges.Length == 0 || graph.GetService<IEdgeAttributes>() is not { } capability)
        {
            return new FindingFrequencies(FrozenDictionary<KgEdge, double>.Empty);
        }

        IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> attributes = await capability.GetAttributesAsync(edges, cancellationToken).ConfigureAwait(false);
        var byEdge = new Dictionary<KgEdge, double>();
        for (int i = 0; i < edges.Length; i++)
        {
            KgFrequency[] stated = [.. attributes[i].Select(static statement => statement.Frequency).OfType<KgFrequency>()];
            if (stated.Length > 0)
            {
                byEdge[edges[i]] = stated.Average(static frequency => (frequency.Minimum + frequency.Maximum) / 2);
            }
        }

        return new FindingFrequencies(byEdge.ToFrozenDictionary());
    }

    /// <summary>
    /// Returns what a hop adds to the information of its finding, in bits: below 0 for a finding that is seldom in the condition. With the information
    /// that the finding carries, it is the logarithm of how much likelier the finding is in this condition than in any.
    /// </summary>
    public double GetBits(KgPath path, int hop)
    {
        double[] stated = [.. EvidenceReferences.EdgesOf(path, hop).Where(_byEdge.ContainsKey).Select(edge => _byEdge[edge])];
        return stated.Length == 0 ? 0 : Math.Log2(Math.Max(stated.Max(), Lowest) / Unstated);
    }
}
