using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Collects nodes and edges that separate tables of nodes and of edges name.</summary>
internal sealed class TableGraph(RefusalSink sink, RelationVocabulary? relations)
{
    private readonly RelationResolver _resolver = new(relations);
    private readonly Utf8Interner _ids = new();
    private readonly List<ushort> _sources = [];
    private readonly Utf8Interner _typeTexts = new();
    private readonly List<ushort> _types = [];
    private readonly Dictionary<RelationType, TableRelation> _relations = [];
    private readonly Dictionary<(string Name, bool IsDenied), TableRelation> _byName = [];
    private long _nodeRows;
    private long _repeatedNodeRows;

    public BulkGraphBuilder Graph { get; } = new();

    /// <summary>Adds a node; a row that repeats one is ignored.</summary>
    /// <returns>Why the row is refused; null when it is accepted.</returns>
    public (string Reason, string Detail)? AddNode(
        ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, ReadOnlySpan<byte> source, out int node)
    {
        ushort typeNumber = GetType(type);
        ushort sourceNumber = source.IsEmpty ? (ushort)0 : Graph.GetSourceNumber(Encoding.UTF8.GetString(source));
        node = _ids.Find(id);
        if (node < 0)
        {
            _ids.Add(id);
            _sources.Add(sourceNumber);
            node = Graph.AddNode(id, name, typeNumber, sourceNumber);
            return null;
        }

        if (Graph.GetNodeType(node) != typeNumber || _sources[node] != sourceNumber || !Graph.GetName(node).SequenceEqual(name))
        {
            return (RefusalReasons.DuplicateId, $"an earlier row gives the node {Encoding.UTF8.GetString(id)} another name, type or source");
        }

        _repeatedNodeRows++;
        return null;
    }

    public int FindNode(ReadOnlySpan<byte> id) => _ids.Find(id);

    public ushort GetType(ReadOnlySpan<byte> type)
    {
        int number = _typeTexts.Find(type);
        if (number < 0)
        {
            number = _typeTexts.Add(type);
            _types.Add(Graph.GetNodeTypeNumber(new NodeType(Encoding.UTF8.GetString(type))));
        }

        return _types[number];
    }

    /// <summary>Marks the end of the rows of nodes: what follows are rows of edges.</summary>
    public void EndNodes() => _nodeRows = sink.Rows - sink.RefusedRows;

    /// <summary>Gets a relation by the name that a row gives it, or its denial.</summary>
    public TableRelation GetRelation(
        string name, string? displayName = null, bool isDenied = false, bool isSymmetric = false, bool mergesReverse = true)
    {
        if (_byName.TryGetValue((name, isDenied), out TableRelation? known))
        {
            return known;
        }

        RelationInfo info = Describe(new RelationType(name), displayName, isDenied, isSymmetric);
        if (!_relations.TryGetValue(info.Relation, out TableRelation? relation))
        {
            relation = new TableRelation(info, mergesReverse);
            _relations.Add(info.Relation, relation);
        }

        _byName.Add((name, isDenied), relation);
        return relation;
    }

    public GraphReadResult Finish(string name, string version, IEnumerable<string> remarks, CancellationToken cancellationToken)
    {
        _resolver.ThrowIfDenying();
        foreach (TableRelation relation in _relations.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            relation.AddTo(Graph);
        }

        InMemoryKnowledgeGraph graph = Graph.Build(name, version, cancellationToken);
        string[] repeated = _repeatedNodeRows == 0 ? [] : [$"{_repeatedNodeRows} rows of nodes repeat an earlier one"];
        return new GraphReadResult
        {
            Graph = graph,
            RowCount = sink.Rows,
            MergedRowCount = sink.Rows - sink.RefusedRows - _nodeRows - graph.EdgeCount,
            RefusedRowCount = sink.RefusedRows,
            Refused = sink.Refused,
            RefusedByReason = sink.RefusedByReason,
            UndeclaredRelations = [.. _resolver.Undeclared],
            Remarks = [.. remarks, .. repeated],
        };
    }

    private RelationInfo Describe(RelationType name, string? displayName, bool isDenied, bool isSymmetric)
    {
        RelationInfo info = _resolver.Resolve(name, displayName);
        info = isSymmetric && !info.IsSymmetric ? info with { IsSymmetric = true, ReversePhrase = info.ForwardPhrase } : info;
        return isDenied ? RelationResolver.Negate(info) : info;
    }
}
