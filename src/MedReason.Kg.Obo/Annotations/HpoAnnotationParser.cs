using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Obo;

/// <summary>Turns the lines of <c>phenotype.hpoa</c> into nodes and edges.</summary>
internal sealed class HpoAnnotationParser
{
    private const string GraphName = "HPO annotations";
    private const byte Separator = (byte)'\t';
    private static readonly string[] Sources = ["infores:hpo-annotations"];
    private static readonly int[] RequiredColumns =
    [
        HpoAnnotationColumns.DiseaseId, HpoAnnotationColumns.DiseaseName, HpoAnnotationColumns.PhenotypeId, HpoAnnotationColumns.Reference,
        HpoAnnotationColumns.Evidence, HpoAnnotationColumns.Aspect,
    ];

    private readonly RefusalSink _sink;
    private readonly LineSplitter _lines;
    private readonly BulkGraphBuilder _graph = new();
    private readonly Utf8Interner _ids = new();
    private readonly HashSet<(int Node, string Name)> _otherNames = [];
    private readonly Utf8Interner _statementTexts = new();
    private readonly List<Statement> _statements = [];
    private readonly HpoAnnotationRelation[] _relations;
    private readonly ushort _diseaseType;
    private readonly ushort _phenotypeType;
    private HpoAnnotationColumns? _columns;
    private byte[] _key = new byte[256];
    private string? _date;
    private string? _version;
    private long _deniedWithFrequency;

    public HpoAnnotationParser(RefusalSink sink, RelationVocabulary? relations)
    {
        _sink = sink;
        _lines = new LineSplitter(sink, Take);
        _relations = HpoAnnotationRelation.CreateAll(relations);
        _diseaseType = _graph.GetNodeTypeNumber(new NodeType("disease"));
        _phenotypeType = _graph.GetNodeTypeNumber(new NodeType("effect/phenotype"));
    }

    public int Read(ReadOnlySpan<byte> data, bool isEnd) => _lines.Read(data, isEnd);

    public GraphReadResult Finish(GraphReadOptions options, CancellationToken cancellationToken)
    {
        if (_columns is null)
        {
            throw _sink.Error(_lines.Line, _lines.Offset, $"expected a line with the columns {HpoAnnotationColumns.Expected}, found the end of the input");
        }

        List<string> remarks = CollectRemarks();
        foreach (HpoAnnotationRelation relation in _relations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            relation.AddTo(_graph);
        }

        InMemoryKnowledgeGraph graph = _graph.Build(options.Name ?? GraphName, options.Version ?? _version ?? _date ?? string.Empty, cancellationToken);
        return new GraphReadResult
        {
            Graph = graph,
            RowCount = _sink.Rows,
            MergedRowCount = _sink.Rows - _sink.RefusedRows - graph.EdgeCount,
            RefusedRowCount = _sink.RefusedRows,
            Refused = _sink.Refused,
            RefusedByReason = _sink.RefusedByReason,
            UndeclaredRelations = [],
            Remarks = remarks,
        };
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (_columns is null)
        {
            TakeHeader(line);
        }
        else if (line[0] != (byte)'#')
        {
            _sink.Rows++;
            if ((Check(line) ?? Accept(line)) is { Reason: var reason, Detail: var detail })
            {
                _sink.Refuse(_lines.Line, _lines.Offset, reason, detail);
            }
        }
    }

    private void TakeHeader(ReadOnlySpan<byte> line)
    {
        _columns = HpoAnnotationColumns.Read(line, out string? missing);
        string text = Encoding.UTF8.GetString(line);
        if (missing is not null)
        {
            string found = string.Join(", ", text.TrimStart('#').Split('\t'));
            throw _sink.Error(_lines.Line, _lines.Offset, $"expected a column {missing}, found the columns {found}");
        }

        if (_columns is null && line[0] != (byte)'#')
        {
            string start = text.Length > 80 ? text[..80] + "..." : text;
            throw _sink.Error(_lines.Line, _lines.Offset, $"expected a line with the columns {HpoAnnotationColumns.Expected}, found \"{start}\"");
        }

        _date ??= ReadTag(text, "#date:");
        _version ??= ReadTag(text, "#version:");
    }

    private static string? ReadTag(string line, string tag) =>
        line.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(line[tag.Length..]) ? line[tag.Length..].Trim() : null;

    private (string Reason, string Detail)? Check(ReadOnlySpan<byte> line)
    {
        int count = _columns!.Split(line);
        if (count != _columns.FieldCount)
        {
            string found = count > _columns.FieldCount ? "more" : $"{count}";
            return (RefusalReasons.FieldCount, $"expected {_columns.FieldCount} fields, found {found}");
        }

        foreach (int column in RequiredColumns)
        {
            if (_columns.Get(line, column).IsEmpty)
            {
                return (RefusalReasons.EmptyField, $"the field {HpoAnnotationColumns.NameOf(column)} is empty");
            }
        }

        ReadOnlySpan<byte> disease = _columns.Get(line, HpoAnnotationColumns.DiseaseId);
        if (!IsCurie(disease) || disease.StartsWith("HP:"u8))
        {
            return Invalid(HpoAnnotationColumns.DiseaseId, "an id such as OMIM:154700", disease);
        }

        ReadOnlySpan<byte> phenotype = _columns.Get(line, HpoAnnotationColumns.PhenotypeId);
        if (!phenotype.StartsWith("HP:"u8) || !IsCurie(phenotype))
        {
            return Invalid(HpoAnnotationColumns.PhenotypeId, "an id such as HP:0001166", phenotype);
        }

        ReadOnlySpan<byte> qualifier = _columns.Get(line, HpoAnnotationColumns.Qualifier);
        return qualifier.IsEmpty || IsNot(qualifier) ? null : Invalid(HpoAnnotationColumns.Qualifier, "NOT or nothing", qualifier);
    }

    private (string Reason, string Detail)? Accept(ReadOnlySpan<byte> line)
    {
        int statement = FindStatement(line);
        if (statement < 0)
        {
            return Invalid(
                HpoAnnotationColumns.Frequency,
                "a count such as 7/10, a percentage such as 45% or a term such as HP:0040282",
                _columns!.Get(line, HpoAnnotationColumns.Frequency));
        }

        Statement stated = _statements[statement];
        bool hasQualifier = !_columns!.Get(line, HpoAnnotationColumns.Qualifier).IsEmpty;
        ReadOnlySpan<byte> aspect = _columns.Get(line, HpoAnnotationColumns.Aspect);
        int relation = HpoAnnotationRelation.Find(aspect, hasQualifier || stated.IsExcluded);
        if (relation < 0)
        {
            return Invalid(HpoAnnotationColumns.Aspect, "P, I, C, M or H", aspect);
        }

        int disease = AddDisease(_columns.Get(line, HpoAnnotationColumns.DiseaseId), _columns.Get(line, HpoAnnotationColumns.DiseaseName));
        ReadOnlySpan<byte> id = _columns.Get(line, HpoAnnotationColumns.PhenotypeId);
        int phenotype = _ids.Find(id);
        if (phenotype < 0)
        {
            phenotype = _ids.Add(id);
            _graph.AddNode(id, default, _phenotypeType, source: 0);
        }

        _relations[relation].Add(disease, phenotype, stated.Number);
        _deniedWithFrequency += hasQualifier && stated.HasFrequency && !stated.IsExcluded ? 1 : 0;
        return null;
    }

    private int AddDisease(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name)
    {
        int node = _ids.Find(id);
        if (node < 0)
        {
            _ids.Add(id);
            return _graph.AddNode(id, name, _diseaseType, source: 0);
        }

        if (!_graph.GetName(node).SequenceEqual(name) && _otherNames.Add((node, Encoding.UTF8.GetString(name))))
        {
            _graph.AddSynonym(node, Encoding.UTF8.GetString(name));
        }

        return node;
    }

    /// <summary>Finds what a line states about its edge, and adds it when it is new; the same few thousand statements recur throughout a file.</summary>
    /// <returns>Its position; -1 when the text is not a frequency.</returns>
    private int FindStatement(ReadOnlySpan<byte> line)
    {
        int length = 0;
        if (_key.Length <= line.Length)
        {
            _key = new byte[line.Length * 2];
        }

        for (int column = 0; column < HpoAnnotationColumns.StatementCount; column++)
        {
            ReadOnlySpan<byte> field = _columns!.Get(line, column);
            field.CopyTo(_key.AsSpan(length));
            length += field.Length;
            _key[length++] = Separator;
        }

        int known = _statementTexts.Find(_key.AsSpan(0, length));
        if (known >= 0)
        {
            return known;
        }

        KgFrequency? frequency = null;
        string frequencyText = Text(line, HpoAnnotationColumns.Frequency);
        if (frequencyText.Length > 0 && !KgFrequency.TryParse(frequencyText, null, out frequency))
        {
            return -1;
        }

        var attributes = new KgEdgeAttributes
        {
            Sources = Sources,
            Publications = List(line, HpoAnnotationColumns.Reference),
            EvidenceCodes = List(line, HpoAnnotationColumns.Evidence),
            Frequency = frequency,
            Onset = NullIfEmpty(Text(line, HpoAnnotationColumns.Onset)),
            Sex = NullIfEmpty(Text(line, HpoAnnotationColumns.Sex)),
            Additional = Pairs(line, HpoAnnotationColumns.Modifier, HpoAnnotationColumns.Biocuration),
        };
        _statements.Add(new Statement(_graph.AddAttributes(attributes), frequency is not null, frequency is { IsExcluded: true }));
        return _statementTexts.Add(_key.AsSpan(0, length));
    }

    private List<string> CollectRemarks()
    {
        List<string> remarks =
        [
            "the file has no names of HPO terms, so the phenotypes have none; add the terms of hp.obo to name them",
        ];
        if (_deniedWithFrequency > 0)
        {
            remarks.Add($"{_deniedWithFrequency} rows with the qualifier NOT have a frequency above 0, which may count the cases that lack the finding; "
                + "they are kept as denied");
        }

        int contested = 0;
        for (int i = 0; i < _relations.Length; i += 2)
        {
            HashSet<ulong> denied = [.. _relations[i + 1].Edges];
            denied.IntersectWith(_relations[i].Edges);
            contested += denied.Count;
        }

        if (contested > 0)
        {
            remarks.Add($"{contested} pairs of a disease and a term are affirmed by one row and denied by another; both edges are kept");
        }

        return remarks;
    }

    private string Text(ReadOnlySpan<byte> line, int column) => Encoding.UTF8.GetString(_columns!.Get(line, column));

    private string[] List(ReadOnlySpan<byte> line, int column) =>
        Text(line, column).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private Dictionary<string, string> Pairs(ReadOnlySpan<byte> line, params ReadOnlySpan<int> columns)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (int column in columns)
        {
            if (!_columns!.Get(line, column).IsEmpty)
            {
                pairs.Add(HpoAnnotationColumns.NameOf(column), Text(line, column));
            }
        }

        return pairs;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static bool IsNot(ReadOnlySpan<byte> qualifier) => Ascii.EqualsIgnoreCase(qualifier, "NOT"u8);

    private static bool IsCurie(ReadOnlySpan<byte> id)
    {
        int colon = id.IndexOf((byte)':');
        return colon > 0 && colon < id.Length - 1 && !id.Contains((byte)' ');
    }

    private static (string Reason, string Detail) Invalid(int column, string expected, ReadOnlySpan<byte> found) =>
        (RefusalReasons.InvalidValue, $"the field {HpoAnnotationColumns.NameOf(column)}: expected {expected}, found {Encoding.UTF8.GetString(found)}");

    private readonly record struct Statement(int Number, bool HasFrequency, bool IsExcluded);
}
