using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Collects the nodes and edges of KGX files.</summary>
internal sealed class KgxGraph(RefusalSink sink, RelationVocabulary? relations)
{
    private static readonly byte[] RootCategory = Encoding.UTF8.GetBytes(KgxCategories.Root);
    private readonly TableGraph _graph = new(sink, relations);
    private readonly SortedSet<string> _notKept = new(StringComparer.Ordinal);
    private readonly Utf8Interner _predicates = new();
    private readonly List<TableRelation?[]> _relations = [];
    private readonly Utf8Interner _categoryFields = new();
    private readonly List<byte[]> _categories = [];
    private long _nodeRows;
    private int _missing;
    private int _uncategorised;
    private bool _hasEdgeIds;

    public bool HasRows => sink.Rows > 0;

    /// <summary>Notes a column of nodes that is not kept.</summary>
    public void AddNotKept(string column) => _notKept.Add(column);

    /// <summary>Notes that edges have ids.</summary>
    public void AddEdgeIds() => _hasEdgeIds = true;

    public KgxStatements CreateStatements(KgxRecord record) => new(_graph.Graph, record);

    public (string Reason, string Detail)? AddNode(ReadOnlySpan<byte> data, KgxRecord record)
    {
        ReadOnlySpan<byte> id = record.Get(data, KgxRole.Id);
        if (CheckId("id", id) is { } refusal)
        {
            return refusal;
        }

        ReadOnlySpan<byte> category = record.Get(data, KgxRole.Category);
        _uncategorised += category.IsEmpty ? 1 : 0;
        _nodeRows++;
        ReadOnlySpan<byte> source = record.Get(data, KgxRole.ProvidedBy);
        source = source.Contains(record.ListSeparator) ? Encoding.UTF8.GetBytes(record.ToText(source)) : source;
        if (_graph.AddNode(id, record.Get(data, KgxRole.Name), ChooseCategory(record, category), source, out int node) is { } repeated)
        {
            return repeated;
        }

        foreach (ReadOnlySpan<byte> synonym in record.Split(record.Get(data, KgxRole.Synonym)))
        {
            _graph.Graph.AddSynonym(node, Encoding.UTF8.GetString(synonym));
        }

        _graph.Graph.AddDefinition(node, record.ToText(record.Get(data, KgxRole.Description)));

        return null;
    }

    /// <summary>Checks the ends and the predicate of an edge.</summary>
    /// <param name="data">The data that the fields of the row are in.</param>
    /// <param name="record">The fields.</param>
    /// <param name="source">The number of the source node; negative when no row has named it.</param>
    /// <param name="target">The number of the target node; negative when no row has named it.</param>
    /// <returns>Why the row is refused; null when they can be used.</returns>
    public (string Reason, string Detail)? CheckEdge(ReadOnlySpan<byte> data, KgxRecord record, out int source, out int target)
    {
        ReadOnlySpan<byte> subjectId = record.Get(data, KgxRole.Subject);
        ReadOnlySpan<byte> objectId = record.Get(data, KgxRole.Object);
        source = _graph.FindNode(subjectId);
        target = _graph.FindNode(objectId);
        return record.Get(data, KgxRole.Predicate).IsEmpty ? (RefusalReasons.EmptyField, "the field predicate is empty")
            : source < 0 && CheckId("subject", subjectId) is { } wrongSubject ? wrongSubject
            : target < 0 ? CheckId("object", objectId)
            : null;
    }

    /// <summary>Adds an edge that was checked.</summary>
    public void AddEdge(ReadOnlySpan<byte> data, KgxRecord record, int source, int target, bool isDenied, int statement)
    {
        source = source < 0 ? AddMissing(record.Get(data, KgxRole.Subject)) : source;
        target = target < 0 ? AddMissing(record.Get(data, KgxRole.Object)) : target;
        ReadOnlySpan<byte> predicate = record.Get(data, KgxRole.Predicate);
        int number = _predicates.FindOrAdd(predicate);
        if (number == _relations.Count)
        {
            _relations.Add(new TableRelation?[2]);
        }

        (_relations[number][isDenied ? 1 : 0] ??= _graph.GetRelation(Encoding.UTF8.GetString(predicate), isDenied: isDenied, mergesReverse: false))
            .Add(source, target, statement);
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

    /// <summary>Chooses the type of a node; files repeat few fields of categories over and over.</summary>
    private byte[] ChooseCategory(KgxRecord record, ReadOnlySpan<byte> field)
    {
        int number = _categoryFields.FindOrAdd(field);
        if (number == _categories.Count)
        {
            List<string> categories = [];
            foreach (ReadOnlySpan<byte> category in record.Split(field))
            {
                categories.Add(Encoding.UTF8.GetString(category));
            }

            _categories.Add(Encoding.UTF8.GetBytes(KgxCategories.Choose(categories)));
        }

        return _categories[number];
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
