using System.Text.RegularExpressions;

namespace MedReason.Cli;

/// <summary>Paths that others wrote as text, <c>a -> b -> c</c>: found, linked to the graph as far as its names go, and counted where not.</summary>
internal sealed partial class ArrowPaths
{
    private const int LongestName = 200;

    public List<EvidencePath> Paths { get; } = [];

    /// <summary>What each step of the text says, one step a path that could be followed.</summary>
    public List<ChainStep> Steps { get; } = [];

    public int Found { get; private set; }

    public int Names { get; private set; }

    public int LinkedNames { get; private set; }

    public int Hops { get; private set; }

    public int HopsInGraph { get; private set; }

    public SortedSet<string> Unlinked { get; } = new(StringComparer.Ordinal);

    public static async Task<ArrowPaths> ReadAsync(InMemoryKnowledgeGraph graph, NameResolver resolver, string text, CancellationToken cancellationToken)
    {
        var result = new ArrowPaths();
        foreach (string line in text.Split('\n'))
        {
            string[] names = [.. Arrow().Split(line).Select(Clean)];
            if (names.Length >= 2 && !names.Any(name => name.Length is 0 or > LongestName))
            {
                await result.AddAsync(graph, resolver, line.Trim(), names, cancellationToken).ConfigureAwait(false);
            }
        }

        return result;
    }

    private async Task AddAsync(InMemoryKnowledgeGraph graph, NameResolver resolver, string line, string[] names, CancellationToken cancellationToken)
    {
        Found++;
        Names += names.Length;
        Hops += names.Length - 1;
        var nodes = new KgNode?[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            // A name that several nodes bear is not linked: choosing one would be a guess.
            IReadOnlyList<KgNode> candidates = await resolver.ResolveAsync(names[i], cancellationToken).ConfigureAwait(false);
            nodes[i] = candidates.Count == 1 ? candidates[0] : null;
            LinkedNames += nodes[i] is null ? 0 : 1;
            if (nodes[i] is null)
            {
                Unlinked.Add(names[i]);
            }
        }

        var run = new List<KgNode>();
        var hops = new List<KgHop>();
        for (int i = 0; i < nodes.Length; i++)
        {
            KgHop? hop = i > 0 && nodes[i - 1] is KgNode previous && nodes[i] is KgNode current
                ? await FindHopAsync(graph, previous, current, cancellationToken).ConfigureAwait(false)
                : null;
            if (hop is null)
            {
                Finish(line, run, hops);
                (run, hops) = ([], []);
            }
            else
            {
                HopsInGraph++;
                hops.Add(hop);
            }

            if (nodes[i] is KgNode node)
            {
                run.Add(node);
            }
        }

        Finish(line, run, hops);
    }

    private void Finish(string line, List<KgNode> nodes, List<KgHop> hops)
    {
        if (hops.Count == 0)
        {
            return;
        }

        var claims = new List<ChainClaim>();
        for (int i = 0; i < hops.Count; i++)
        {
            KgHopRelation relation = hops[i].Relations[0];
            claims.Add(new ChainClaim
            {
                Subject = nodes[relation.IsForward ? i : i + 1].Id,
                Relation = relation.Relation,
                Object = nodes[relation.IsForward ? i + 1 : i].Id,
                Polarity = relation.Polarity,
            });
        }

        Steps.Add(new ChainStep { Text = line, PathIndexes = [Paths.Count], Claims = claims });
        Paths.Add(new EvidencePath { Path = new KgPath { Nodes = [.. nodes], Hops = [.. hops] }, Score = 0 });
    }

    private static async Task<KgHop?> FindHopAsync(InMemoryKnowledgeGraph graph, KgNode from, KgNode to, CancellationToken cancellationToken)
    {
        NeighborBatch batch = await graph.GetNeighborsAsync([from.Id], null, cancellationToken).ConfigureAwait(false);
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        KgHopRelation[] relations =
        [
            .. batch[0].Where(neighbor => neighbor.Node == to.Id).Select(neighbor => new KgHopRelation
            {
                Relation = neighbor.Relation,
                IsForward = neighbor.IsForward,
                Polarity = metadata.Relations.First(info => info.Relation == neighbor.Relation).Polarity,
            }),
        ];
        return relations.Length == 0 ? null : new KgHop { Relations = relations };
    }

    // "1. **Metformin**" is the name Metformin.
    private static string Clean(string name) => ListMark().Replace(name.Trim(), string.Empty).Trim(' ', '\t', '*', '"', '\'', '`', '[', ']', '.', ';', ',');

    [GeneratedRegex(@"\s*(?:-{1,2}>|→|⟶|=>)\s*")]
    private static partial Regex Arrow();

    [GeneratedRegex(@"^(?:[-*•]\s+|\(?\d{1,3}[.)]\s+|[Pp]ath\s*\d*\s*:\s*)+")]
    private static partial Regex ListMark();
}
