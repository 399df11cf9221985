using MedReason.Paths;

namespace MedReason.Quality.Tests;

/// <summary>Counts degree-weighted walks along sequences of hops (Himmelstein and Baranzini 2015) that visit neither end in between.</summary>
internal sealed class SequenceWalks(IAdjacencyView view, double damping)
{
    private readonly DegreeTable _degrees = DegreeTable.For(view);

    /// <summary>Reads a sequence such as <c>drug_binds_gene &lt;disease_associates_gene</c>; <c>&lt;</c> stands before a hop against its edges.</summary>
    /// <param name="text">The relations, separated by spaces.</param>
    /// <returns>For each hop the relation's index and its direction.</returns>
    public (int Relation, bool IsForward)[] Parse(string text) =>
    [
        .. text.Split(' ').Select(hop => (_degrees.IndexOf(new RelationType(hop.TrimStart('<'))), hop[0] != '<')),
    ];

    /// <summary>Counts the walks of one sequence.</summary>
    /// <param name="from">Where they start.</param>
    /// <param name="to">Where they end.</param>
    /// <param name="sequence">The hops; a hop of a symmetric relation is taken in both directions.</param>
    /// <returns>The sum over walks of the product, at both ends of each hop, of the degree in the hop's relation to the power of minus the damping.</returns>
    public double Count(int from, int to, (int Relation, bool IsForward)[] sequence)
    {
        var current = new SortedDictionary<int, double> { [from] = 1 };
        for (int i = 0; i < sequence.Length; i++)
        {
            (int relation, bool isForward) = sequence[i];
            var next = new SortedDictionary<int, double>();
            foreach ((int node, double weight) in current)
            {
                double leaving = weight * Math.Pow(_degrees.GetDegree(node, relation, isForward), -damping);
                ReadOnlySpan<int> neighbors = view.GetNeighbors(node);
                ReadOnlySpan<ushort> codes = view.GetRelationCodes(node);
                for (int j = 0; j < neighbors.Length; j++)
                {
                    bool isHop = codes[j] >> 1 == relation && (view.Relations[relation].IsSymmetric || (codes[j] & 1) == 0 == isForward);
                    int reached = neighbors[j];
                    if (isHop && (i == sequence.Length - 1 ? reached == to : reached != from && reached != to))
                    {
                        next[reached] = next.GetValueOrDefault(reached) + (leaving * Math.Pow(_degrees.GetDegree(reached, relation, !isForward), -damping));
                    }
                }
            }

            current = next;
        }

        return current.GetValueOrDefault(to);
    }
}
