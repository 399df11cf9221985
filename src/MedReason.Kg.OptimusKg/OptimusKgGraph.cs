using System.Text;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Kg.OptimusKg;

/// <summary>Collects the nodes and edges of OptimusKG's tables.</summary>
internal sealed class OptimusKgGraph(RefusalSink sink, RelationVocabulary? relations)
{
    /// <summary>The maximum number of properties that a remark names; the tables have 150 in all.</summary>
    private const int MaxNamed = 20;

    private static readonly string[] SynonymNames = ["synonyms", "exact_synonyms", "trade_names"];
    private readonly RelationResolver _resolver = new(relations);
    private readonly BulkGraphBuilder _graph = new();
    private readonly Utf8Interner _ids = new();
    private readonly Dictionary<(string Label, string Relation), OptimusKgRelation> _byName = [];
    private readonly Dictionary<RelationType, OptimusKgRelation> _relations = [];
    private readonly Dictionary<string, Label> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Id, string Label), End> _ends = [];
    private readonly HashSet<string> _nodePropertiesNotKept = new(StringComparer.Ordinal);
    private readonly HashSet<string> _edgePropertiesNotKept = new(StringComparer.Ordinal);
    private long _edges;
    private int _nodeRows;
    private int _repeated;
    private int _named;
    private int _missing;
    private int _otherTypes;
    private int _conflicts;

    /// <summary>Marks the end of the rows of nodes.</summary>
    public void EndNodes() => _nodeRows = _graph.NodeCount;

    /// <summary>Adds a node: its id and label.</summary>
    public (string Reason, string Detail)? AddNode(string[] fields, JsonElement properties)
    {
        if (OptimusKgIds.ToCurie(fields[0], fields[1]) is not { } id)
        {
            return InvalidId("id", fields[0]);
        }

        // A gene's symbol is what it is called; the tables of the others have no symbol.
        string[] names = [.. OptimusKgStatement.Member(properties, "symbol").Take(1), .. OptimusKgStatement.Member(properties, "name").Take(1)];
        string[] synonyms = [.. names.Skip(1), .. SynonymNames.SelectMany(member => OptimusKgStatement.Member(properties, member))];
        NoteNotKept(properties);
        byte[] name = Encoding.UTF8.GetBytes(names.FirstOrDefault() ?? string.Empty);
        byte[] utf8 = Encoding.UTF8.GetBytes(id);
        int known = _ids.Find(utf8);
        if (known >= 0)
        {
            if (_graph.GetNodeType(known) != TypeOf(fields[1]) || !_graph.GetName(known).SequenceEqual(name))
            {
                return (RefusalReasons.DuplicateId, $"an earlier row gives the node {PlainText.Clean(id)} another name or label");
            }

            _repeated++;
            return null;
        }

        int node = Add(id, utf8, name, fields[1]);
        _named += name.Length > 0 ? 1 : 0;
        foreach (string synonym in synonyms)
        {
            _graph.AddSynonym(node, synonym);
        }

        return null;
    }

    /// <summary>Adds the edges of a row: its ends, label and relation.</summary>
    public (string Reason, string Detail)? AddEdge(string[] fields, JsonElement properties)
    {
        if (FindLabel(fields[2]) is not { } label)
        {
            return (RefusalReasons.InvalidValue, $"the field label: expected two labels of nodes such as DIS-GEN, found {PlainText.Clean(fields[2])}");
        }

        if (FindEnd(fields[0], label, 0) is not { } from)
        {
            return InvalidId("from", fields[0]);
        }

        if (FindEnd(fields[1], label, 1) is not { } to)
        {
            return InvalidId("to", fields[1]);
        }

        OptimusKgStatement statement = ReadStatement(properties);
        (int source, int target) = (GetNode(from, label), GetNode(to, label));
        (ushort first, ushort second) = (_graph.GetNodeType(source), _graph.GetNodeType(target));
        if (first == label.Types[1] && second == label.Types[0] && first != second)
        {
            (source, target) = (target, source);
        }
        else if (first != label.Types[0] || second != label.Types[1])
        {
            _otherTypes++;
        }

        string[] asserted = statement.GetRelations(fields[3]);
        OptimusKgRelation[] all = Array.ConvertAll(asserted, relation => GetRelation(label.Text, relation, isDenied: false));
        _conflicts += all.Length > 1 && all.Distinct().Skip(1).Any() ? 1 : 0;

        // Where the sources assert the absence as a relation of its own, the presence that others assert stands beside it.
        bool isDenied = statement.IsDenied && Array.TrueForAll(all, static relation => relation.Info.Polarity != Polarity.Absent);
        for (int i = 0; i < all.Length; i++)
        {
            OptimusKgRelation relation = isDenied ? GetRelation(label.Text, asserted[i], isDenied: true) : all[i];
            bool isTurned = relation.Info.IsSymmetric && first == second && string.CompareOrdinal(from.Id, to.Id) > 0;
            int number = _graph.AddAttributes(statement.ToAttributes(asserted[i]));
            relation.Add(isTurned ? target : source, isTurned ? source : target, number);
            _edges++;
        }

        return null;
    }

    public GraphReadResult Finish(string name, string version, CancellationToken cancellationToken)
    {
        _resolver.ThrowIfDenying();
        if (sink.Rows == 0)
        {
            throw sink.Error(null, null, "expected rows of nodes or edges, found none");
        }

        foreach (OptimusKgRelation relation in _relations.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            relation.AddTo(_graph);
        }

        List<string> remarks = [];
        Remark(_nodeRows > 0 && _named == 0, "the table of nodes has no names: ids alone cannot be found by name");
        Remark(_missing > 0, $"{_missing} nodes are named by edges only: they have no name and the type that the label of the edge states");
        Remark(_repeated > 0, $"{_repeated} rows of nodes repeat an earlier one");
        Remark(_otherTypes > 0, $"{_otherTypes} edges have ends of other types than their label states; they are kept as they are written");
        Remark(_conflicts > 0, $"{_conflicts} rows give one relation where their sources assert several; each has an edge of its own");
        Remark(_nodePropertiesNotKept.Count > 0, $"properties of nodes that are not kept: {Names(_nodePropertiesNotKept)}");
        Remark(_edgePropertiesNotKept.Count > 0, $"properties of edges that are not kept: {Names(_edgePropertiesNotKept)}");
        InMemoryKnowledgeGraph graph = _graph.Build(name, version, cancellationToken);
        return new GraphReadResult
        {
            Graph = graph,
            RowCount = sink.Rows,
            MergedRowCount = _edges - graph.EdgeCount,
            RefusedRowCount = sink.RefusedRows,
            Refused = sink.Refused,
            RefusedByReason = sink.RefusedByReason,
            UndeclaredRelations = [.. _resolver.Undeclared],
            Remarks = remarks,
        };

        void Remark(bool isDue, string text)
        {
            if (isDue)
            {
                remarks.Add(text);
            }
        }
    }

    private static string Names(IReadOnlyCollection<string> names) => PlainText.Clean(string.Join(", ", names.Order(StringComparer.Ordinal).Take(MaxNamed)))
        + (names.Count > MaxNamed ? $" and {names.Count - MaxNamed} more" : string.Empty);

    private static (string Reason, string Detail) InvalidId(string column, string found) =>
        (RefusalReasons.InvalidValue, $"the field {column}: expected an id such as MONDO_0005148, found {PlainText.Clean(found)}");

    private void NoteNotKept(JsonElement properties)
    {
        if (properties.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in properties.EnumerateObject())
            {
                if (property.Name is not ("name" or "symbol") && Array.IndexOf(SynonymNames, property.Name) < 0)
                {
                    _nodePropertiesNotKept.Add(property.Name);
                }
            }
        }
    }

    private OptimusKgStatement ReadStatement(JsonElement properties)
    {
        var statement = new OptimusKgStatement();
        if (properties.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in properties.EnumerateObject())
            {
                string name = property.Name;
                if (!statement.Add(name, property.Value))
                {
                    _edgePropertiesNotKept.Add(name);
                }
            }
        }

        return statement;
    }

    private Label? FindLabel(string text)
    {
        if (!_labels.TryGetValue(text, out Label? label) && text.Split('-') is [{ Length: > 0 }, { Length: > 0 }] parts)
        {
            label = new Label(text, parts, [TypeOf(parts[0]), TypeOf(parts[1])]);
            _labels.Add(text, label);
        }

        return label;
    }

    /// <summary>Finds the node of an end; the label says what the end is, and an edge may name its ends the other way round.</summary>
    /// <returns>The end, with node -1 when no row has it; null when its id cannot be one.</returns>
    private End? FindEnd(string id, Label label, int place)
    {
        if (_ends.TryGetValue((id, label.Parts[place]), out End? known))
        {
            return known;
        }

        End? missing = null;
        foreach (int tried in (int[])[place, 1 - place])
        {
            if (OptimusKgIds.ToCurie(id, label.Parts[tried]) is not { } curie)
            {
                return null;
            }

            int node = _ids.Find(Encoding.UTF8.GetBytes(curie));
            if (node >= 0)
            {
                var end = new End(curie, node, place);
                _ends.Add((id, label.Parts[place]), end);
                return end;
            }

            missing ??= new End(curie, -1, place);
        }

        return missing;
    }

    private int GetNode(End end, Label label)
    {
        if (end.Node >= 0)
        {
            return end.Node;
        }

        // Both ends of an edge may be the same new node.
        byte[] utf8 = Encoding.UTF8.GetBytes(end.Id);
        int node = _ids.Find(utf8);
        if (node < 0)
        {
            _missing++;
            node = Add(end.Id, utf8, [], label.Parts[end.Place]);
        }

        return node;
    }

    private int Add(string id, byte[] utf8, byte[] name, string label)
    {
        _ids.Add(utf8);
        return _graph.AddNode(utf8, name, TypeOf(label), _graph.GetSourceNumber(id[..id.IndexOf(':', StringComparison.Ordinal)]));
    }

    private ushort TypeOf(string label) => _graph.GetNodeTypeNumber(new NodeType(OptimusKgSchema.GetNodeType(label)));

    private OptimusKgRelation GetRelation(string label, string name, bool isDenied)
    {
        if (!_byName.TryGetValue((label, name), out OptimusKgRelation? relation))
        {
            RelationType type = OptimusKgSchema.GetRelation(label, name);
            relation = Get(relations?.Find(type) ?? OptimusKgSchema.Find(type) ?? _resolver.Resolve(type));
            _byName.Add((label, name), relation);
        }

        return isDenied ? Get(RelationResolver.Negate(relation.Info)) : relation;
    }

    private OptimusKgRelation Get(RelationInfo info)
    {
        if (!_relations.TryGetValue(info.Relation, out OptimusKgRelation? relation))
        {
            relation = new OptimusKgRelation(info);
            _relations.Add(info.Relation, relation);
        }

        return relation;
    }

    private sealed record Label(string Text, string[] Parts, ushort[] Types);

    private sealed record End(string Id, int Node, int Place);
}
