using System.Globalization;
using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads the rows of a table of edges.</summary>
internal sealed class TableEdgeParser(RefusalSink sink, TableGraph graph, TableGraphMapping mapping) : TableParser(sink, mapping.Separator)
{
    private const string TypeOfMissingNodes = "unknown";
    private const byte KeySeparator = 0;
    private readonly TableIds _ids = new(mapping.IdPrefix);
    private readonly Utf8Interner _statementTexts = new();
    private readonly List<Statement> _statements = [];
    private readonly List<(string Name, int Column)> _additional = [];
    private byte[] _key = new byte[256];
    private int _source;
    private int _relation;
    private int _target;
    private int _negated;
    private int _frequency;
    private int _confidence;
    private int _knowledgeSources;
    private int _publications;
    private int _evidence;
    private int _onset;
    private int _sex;
    private int[] _statementColumns = [];

    /// <summary>Gets the columns that were not read.</summary>
    public IReadOnlyList<string> UnusedColumns { get; private set; } = [];

    /// <summary>Gets the number of nodes that only edges name.</summary>
    public int MissingNodes { get; private set; }

    protected override string ExpectedColumns => "columns such as source, relation, target";

    protected override void ReadColumns(TableColumns columns)
    {
        _source = Require(columns, mapping.EdgeSourceColumn, "source", "subject", "head", "from", ":START_ID", "source_id", "x_id");
        _relation = Require(columns, mapping.EdgeRelationColumn, "relation", "predicate", ":TYPE", "relationship", "edge_type", "type");
        _target = Require(columns, mapping.EdgeTargetColumn, "target", "object", "tail", "to", ":END_ID", "target_id", "y_id");
        _negated = Allow(columns, mapping.NegatedColumn, "negated");
        _knowledgeSources = Allow(columns, mapping.KnowledgeSourcesColumn, "primary_knowledge_source", "knowledge_source", "provided_by");
        _publications = Allow(columns, mapping.PublicationsColumn, "publications", "publication", "references", "reference");
        _evidence = Allow(columns, mapping.EvidenceColumn, "evidence", "evidence_codes", "has_evidence");
        _frequency = Allow(columns, mapping.FrequencyColumn, "frequency");
        _onset = Allow(columns, mapping.OnsetColumn, "onset");
        _sex = Allow(columns, mapping.SexColumn, "sex");
        _confidence = Allow(columns, mapping.ConfidenceColumn, "confidence");
        foreach (string column in mapping.AdditionalColumns)
        {
            _additional.Add((column, Require(columns, column)));
        }

        _statementColumns =
        [
            _knowledgeSources, _publications, _evidence, _frequency, _onset, _sex, _confidence, .. _additional.Select(static one => one.Column),
        ];
        UnusedColumns = [.. columns.Unused];
    }

    protected override (string Reason, string Detail)? Accept(ReadOnlySpan<byte> data)
    {
        if (Field(data, _source).IsEmpty || Field(data, _relation).IsEmpty || Field(data, _target).IsEmpty)
        {
            return Empty(Field(data, _source).IsEmpty ? "of the source" : Field(data, _relation).IsEmpty ? "of the relation" : "of the target");
        }

        if (ReadFlag(Field(data, _negated)) is not { } isNegated)
        {
            return Invalid("of the negation", "true or false", Field(data, _negated));
        }

        if (FindStatement(data, out Statement stated) is { } refusal)
        {
            return refusal;
        }

        int source = FindNode(Field(data, _source));
        int target = FindNode(Field(data, _target));
        if (!mapping.AddsMissingNodes && (source < 0 || target < 0))
        {
            return Invalid(
                source < 0 ? "of the source" : "of the target", "the id of a row of the nodes", Field(data, source < 0 ? _source : _target));
        }

        source = source < 0 ? AddMissing(Field(data, _source)) : source;
        target = target < 0 ? AddMissing(Field(data, _target)) : target;
        graph.GetRelation(Text(data, _relation), isDenied: isNegated || stated.IsExcluded).Add(source, target, stated.Number);
        return null;
    }

    private static bool? ReadFlag(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text).ToUpperInvariant() switch
    {
        "" or "FALSE" or "NO" or "0" => false,
        "TRUE" or "YES" or "1" => true,
        _ => null,
    };

    private int FindNode(ReadOnlySpan<byte> id) => graph.FindNode(_ids.Resolve(id));

    private int AddMissing(ReadOnlySpan<byte> id)
    {
        // Both ends of an edge may be the same new node.
        int node = FindNode(id);
        if (node < 0)
        {
            MissingNodes++;
            graph.AddNode(_ids.Resolve(id), id, Encoding.UTF8.GetBytes(mapping.DefaultNodeType?.Value ?? TypeOfMissingNodes), default, out node);
        }

        return node;
    }

    /// <summary>Finds what a row states about its edge, and adds it when it is new; tables repeat the same statements.</summary>
    private (string Reason, string Detail)? FindStatement(ReadOnlySpan<byte> data, out Statement stated)
    {
        stated = default;
        int length = 0;
        foreach (int column in _statementColumns)
        {
            ReadOnlySpan<byte> field = Field(data, column);
            if (length + field.Length >= _key.Length)
            {
                Array.Resize(ref _key, (length + field.Length + 1) * 2);
            }

            field.CopyTo(_key.AsSpan(length));
            length += field.Length;
            _key[length++] = KeySeparator;
        }

        ReadOnlySpan<byte> key = _key.AsSpan(0, length);
        if (key.IndexOfAnyExcept(KeySeparator) < 0)
        {
            return null;
        }

        int known = _statementTexts.Find(key);
        if (known < 0)
        {
            if (ReadAttributes(data, out KgEdgeAttributes attributes) is { } refusal)
            {
                return refusal;
            }

            known = _statementTexts.Add(key);
            _statements.Add(new Statement(graph.Graph.AddAttributes(attributes), attributes.Frequency is { IsExcluded: true }));
        }

        stated = _statements[known];
        return null;
    }

    private (string Reason, string Detail)? ReadAttributes(ReadOnlySpan<byte> data, out KgEdgeAttributes attributes)
    {
        attributes = new KgEdgeAttributes();
        KgFrequency? frequency = null;
        if (!Field(data, _frequency).IsEmpty && !KgFrequency.TryParse(Text(data, _frequency), null, out frequency))
        {
            return Invalid("of the frequency", "a count such as 7/10, a percentage such as 45%, a fraction or a term of HPO", Field(data, _frequency));
        }

        double confidence = 0;
        bool hasConfidence = !Field(data, _confidence).IsEmpty;
        if (hasConfidence
            && (!double.TryParse(Field(data, _confidence), NumberStyles.Float, CultureInfo.InvariantCulture, out confidence) || !double.IsFinite(confidence)))
        {
            return Invalid("of the confidence", "a number", Field(data, _confidence));
        }

        var additional = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, int column) in _additional)
        {
            if (!Field(data, column).IsEmpty)
            {
                additional[name] = Text(data, column);
            }
        }

        attributes = new KgEdgeAttributes
        {
            Sources = List(data, _knowledgeSources, mapping.ListSeparator),
            Publications = List(data, _publications, mapping.ListSeparator),
            EvidenceCodes = List(data, _evidence, mapping.ListSeparator),
            Frequency = frequency,
            Onset = Optional(data, _onset),
            Sex = Optional(data, _sex),
            Confidence = hasConfidence ? confidence : null,
            Additional = additional,
        };
        return null;
    }

    private string? Optional(ReadOnlySpan<byte> data, int column) => Field(data, column).IsEmpty ? null : Text(data, column);

    private readonly record struct Statement(int Number, bool IsExcluded);
}
