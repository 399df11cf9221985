using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Collects the nodes and edges of KGX files.</summary>
internal sealed class KgxGraph(RefusalSink sink, RelationVocabulary? relations)
{
    private static readonly byte[] RootCategory = Encoding.UTF8.GetBytes(KgxCategories.Root);
    private readonly TableGraph _graph = new(sink, relations);
    private readonly SortedSet<string> _notKept = new(StringComparer.Ordinal);
    private long _nodeRows;
    private int _missing;
    private int _uncategorised;
    private bool _hasEdgeIds;

    public bool HasRows => sink.Rows > 0;

    /// <summary>Notes a column of nodes that is not kept.</summary>
    public void AddNotKept(string column) => _notKept.Add(column);

    /// <summary>Notes that edges have ids.</summary>
    public void AddEdgeIds() => _hasEdgeIds = true;

    public (string Reason, string Detail)? AddNode(
        ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, IReadOnlyList<string> categories, string source, IReadOnlyList<string> synonyms)
    {
        if (CheckId("id", id) is { } refusal)
        {
            return refusal;
        }

        _uncategorised += categories.Count == 0 ? 1 : 0;
        _nodeRows++;
        byte[] category = Encoding.UTF8.GetBytes(KgxCategories.Choose(categories));
        if (_graph.AddNode(id, name, category, Encoding.UTF8.GetBytes(source), out int node) is { } repeated)
        {
            return repeated;
        }

        foreach (string synonym in synonyms)
        {
            _graph.Graph.AddSynonym(node, synonym);
        }

        return null;
    }

    public int AddStatement(KgEdgeAttributes attributes) => _graph.Graph.AddAttributes(attributes);

    public (string Reason, string Detail)? AddEdge(
        ReadOnlySpan<byte> subject, ReadOnlySpan<byte> predicate, ReadOnlySpan<byte> target, bool isDenied, int statement)
    {
        if (predicate.IsEmpty)
        {
            return (RefusalReasons.EmptyField, "the field predicate is empty");
        }

        int from = _graph.FindNode(subject);
        int to = _graph.FindNode(target);
        if ((from < 0 ? CheckId("subject", subject) : null) is { } wrongSubject)
        {
            return wrongSubject;
        }

        if ((to < 0 ? CheckId("object", target) : null) is { } wrongObject)
        {
            return wrongObject;
        }

        from = from < 0 ? AddMissing(subject) : from;
        to = to < 0 ? AddMissing(target) : to;
        _graph.GetRelation(Encoding.UTF8.GetString(predicate), isDenied: isDenied, mergesReverse: false).Add(from, to, statement);
        return null;
    }

    public GraphReadResult Finish(string name, string version, CancellationToken cancellationToken)
    {
        List<string> remarks = [];
        Remark(_missing > 0, $"{_missing} nodes are named by edges only: they have no name and the category {KgxCategories.Root}");
        Remark(_nodeRows == 0, "no file of nodes was given");
        Remark(_uncategorised > 0, $"{_uncategorised} nodes have no category and are taken as {KgxCategories.Root}");
        Remark(_notKept.Count > 0, $"columns of nodes that are not kept: {PlainText.Clean(string.Join(", ", _notKept))}");
        Remark(_hasEdgeIds, "ids of edges are not kept");
        return _graph.Finish(name, version, remarks, cancellationToken);

        void Remark(bool isDue, string text)
        {
            if (isDue)
            {
                remarks.Add(text);
            }
        }
    }

    /// <summary>Marks the end of the rows of nodes.</summary>
    public void EndNodes() => _graph.EndNodes();

    private static (string Reason, string Detail)? CheckId(string column, ReadOnlySpan<byte> id)
    {
        if (id.IsEmpty)
        {
            return (RefusalReasons.EmptyField, $"the field {column} is empty");
        }

        string text = Encoding.UTF8.GetString(id);
        return NodeId.TryParse(text, null, out NodeId curie) && curie.Prefix.Length > 0 && !text.AsSpan().ContainsAny(" \t")
            ? null
            : (RefusalReasons.InvalidValue, $"the field {column}: expected a CURIE such as MONDO:0005148, found {PlainText.Clean(text)}");
    }

    private int AddMissing(ReadOnlySpan<byte> id)
    {
        // Both ends of an edge may be the same new node.
        int node = _graph.FindNode(id);
        if (node < 0)
        {
            _missing++;
            _graph.AddNode(id, default, RootCategory, default, out node);
        }

        return node;
    }
}
