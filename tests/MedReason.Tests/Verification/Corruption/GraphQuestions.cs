using System.Globalization;
using MedReason.Shared;

namespace MedReason.Tests;

/// <summary>Questions made out of a graph's own edges, in seeded order: drug, diagnosis, side effect, target, and what to avoid.</summary>
internal sealed class GraphQuestions
{
    private readonly InMemoryKnowledgeGraph _graph;
    private readonly string _name;
    private readonly long _seed;
    private readonly Dictionary<string, List<(NodeId Source, NodeId Target)>> _edges = new(StringComparer.Ordinal);
    private readonly Dictionary<NodeId, KgNode> _nodes = [];

    private GraphQuestions(InMemoryKnowledgeGraph graph, string name, long seed)
    {
        _graph = graph;
        _name = name;
        _seed = seed;
    }

    public static async Task<IReadOnlyList<MedicalQuestion>> MakeAsync(
        InMemoryKnowledgeGraph graph, string name, string treats, string presents, string causes, string targets, string? avoids, int perKind, long seed)
    {
        var maker = new GraphQuestions(graph, name, seed);
        foreach (string relation in new[] { treats, presents, causes, targets, avoids }.OfType<string>())
        {
            await maker.ReadAsync(relation);
        }

        return
        [
            .. maker.FromFindings("drug", presents, treats, "Which drug is most appropriate?", perKind),
            .. maker.FromFindings("diagnosis", presents, null, "What is the most likely diagnosis?", perKind),
            .. maker.FromSource("effect", causes, presents, "A patient takes {0} and denies {1}. Which effect of the drug is to be expected?", perKind),
            .. maker.FromSource("target", targets, presents, "A patient takes {0} and denies {1}. Which protein is the site of its action?", perKind),
            .. avoids is null ? [] : maker.FromTarget("avoid", avoids, presents, "A patient with {0} denies {1}. Which drug should be avoided?", perKind),
        ];
    }

    private async Task ReadAsync(string relation)
    {
        var edges = new List<(NodeId, NodeId)>();
        NodeId[] ids = [.. Enumerable.Range(0, ((IAdjacencyView)_graph.GetService<IAdjacencyView>()!).NodeCount).Select(_graph.GetService<IAdjacencyView>()!.GetId)];
        NeighborBatch batch = await _graph.GetNeighborsAsync(ids, new NeighborOptions { Filter = new KgFilter { Relations = [new RelationType(relation)] } });
        for (int i = 0; i < ids.Length; i++)
        {
            edges.AddRange(batch[i].Where(edge => edge.IsForward && edge.Relation.Value == relation).Select(edge => (ids[i], edge.Node)));
        }

        foreach (KgNode node in (await _graph.GetNodesAsync([.. edges.SelectMany(edge => new[] { edge.Item1, edge.Item2 }).Distinct()])).OfType<KgNode>())
        {
            _nodes[node.Id] = node;
        }

        _edges[relation] = edges;
    }

    private ulong Draw(params ReadOnlySpan<string> texts) => StableHash.Of(_seed, [_name, .. texts]);

    private IEnumerable<NodeId> Shuffle(IEnumerable<NodeId> ids, string salt) => ids.Distinct().OrderBy(id => Draw(salt, id.Value)).ThenBy(id => id);

    private IEnumerable<MedicalQuestion> FromFindings(string kind, string presents, string? treats, string ask, int count)
    {
        ILookup<NodeId, NodeId> findings = _edges[presents].ToLookup(edge => edge.Source, edge => edge.Target);
        ILookup<NodeId, NodeId>? drugs = treats is null ? null : _edges[treats].ToLookup(edge => edge.Target, edge => edge.Source);
        int made = 0;
        foreach (NodeId disease in Shuffle(findings.Select(group => group.Key), kind))
        {
            foreach (int round in Enumerable.Range(0, 3))
            {
                string salt = kind + disease + round.ToString(CultureInfo.InvariantCulture);
                NodeId[] own = [.. Shuffle(findings[disease], salt).Take(2)];
                NodeId? answer = drugs is null ? disease : Shuffle(drugs[disease], salt).FirstOrDefault() is { IsEmpty: false } drug ? drug : null;
                if (own.Length < 2 || answer is null || made == count)
                {
                    continue;
                }

                NodeId denied = Shuffle(_edges[presents].Select(edge => edge.Target), "deny" + salt).First(id => !findings[disease].Contains(id));
                IEnumerable<NodeId> pool = drugs is null ? findings.Select(group => group.Key) : _edges[treats!].Select(edge => edge.Source);
                NodeId[] others = [.. Shuffle(pool, "other" + salt).Where(id => id != answer && (drugs is null ? !own.All(findings[id].Contains) : !drugs[disease].Contains(id))).Take(3)];
                made++;
                yield return Make(kind, salt, $"A patient has {Name(own[0])} and {Name(own[1])} but denies {Name(denied)}. {ask}", answer.Value, others);
            }
        }
    }

    private IEnumerable<MedicalQuestion> FromSource(string kind, string relation, string presents, string text, int count) =>
        FromEdges(kind, _edges[relation].ToLookup(edge => edge.Source, edge => edge.Target), presents, text, Polarity.Affirmed, count);

    private IEnumerable<MedicalQuestion> FromTarget(string kind, string relation, string presents, string text, int count) =>
        FromEdges(kind, _edges[relation].ToLookup(edge => edge.Target, edge => edge.Source), presents, text, Polarity.Contraindicated, count);

    private IEnumerable<MedicalQuestion> FromEdges(string kind, ILookup<NodeId, NodeId> answers, string presents, string text, Polarity seeks, int count)
    {
        NodeId[] pool = [.. answers.SelectMany(group => group).Distinct().Order()];
        foreach (NodeId asked in Shuffle(answers.Select(group => group.Key), kind).Take(count))
        {
            string salt = kind + asked;
            NodeId answer = Shuffle(answers[asked], salt).First();
            NodeId denied = Shuffle(_edges[presents].Select(edge => edge.Target), "deny" + salt).First(id => !answers[asked].Contains(id));
            NodeId[] others = [.. Shuffle(pool, "other" + salt).Where(id => id != asked && id != denied && !answers[asked].Contains(id)).Take(3)];
            yield return Make(kind, salt, string.Format(CultureInfo.InvariantCulture, text, Name(asked), Name(denied)), answer, others) with { Seeks = seeks };
        }
    }

    private string Name(NodeId id) => _nodes[id].Name;

    private MedicalQuestion Make(string kind, string salt, string text, NodeId answer, NodeId[] others)
    {
        AnswerOption[] options = ClinicQuestions.Options([.. Shuffle([answer, .. others], "order" + salt).Select(Name)]).ToArray();
        return new MedicalQuestion
        {
            Id = $"{_name}-{kind}-{salt}",
            Text = text,
            Options = options,
            Answer = Name(answer),
            AnswerLabel = options.First(option => option.Text == Name(answer)).Label,
        };
    }
}
