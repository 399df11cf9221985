using MedReason.Shared;
using MedReason.Text;

namespace MedReason.Graph;

/// <summary>Reads a relation table, the CSV file that describes the relations of a graph.</summary>
internal sealed class RelationTableReader(string file)
{
    // A table has a line for each relation; a file of this length is another kind of file, such as the graph itself.
    private const int MaxLength = 1 << 24;
    private const int MaxQuoted = 80;

    private static readonly string[] RequiredColumns = ["relation", "forward_phrase", "reverse_phrase", "polarity", "meaning", "symmetric", "family"];
    private static readonly string[] OptionalColumns = ["meaning_reversed", "display_name"];
    private static readonly Dictionary<string, Polarity> Polarities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["affirmed"] = Polarity.Affirmed,
        ["absent"] = Polarity.Absent,
        ["contraindicated"] = Polarity.Contraindicated,
    };

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<RelationType, long> _lines = [];
    private CsvRows? _rows;

    /// <summary>Reads the table.</summary>
    public async Task<List<RelationInfo>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var data = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                data.Write(buffer, 0, read);
                if (data.Length > MaxLength)
                {
                    throw Error($"expected a relation table of at most {MaxLength} bytes, found more");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputFormatException($"cannot be read: {exception.Message}", exception) { File = file };
        }

        return Read(data.GetBuffer().AsMemory(0, (int)data.Length));
    }

    /// <summary>Reads the table.</summary>
    public List<RelationInfo> Read(ReadOnlyMemory<byte> data)
    {
        var relations = new List<RelationInfo>();
        _rows = new CsvRows(data, file);
        while (_rows.TryRead(out string[] fields))
        {
            if (fields is [""])
            {
                continue;
            }

            if (_columns.Count == 0)
            {
                ReadHeader(fields);
            }
            else
            {
                relations.Add(ReadRow(fields));
            }
        }

        return _columns.Count > 0 ? relations : throw Error($"expected the header {string.Join(',', RequiredColumns)}, found no line");
    }

    private void ReadHeader(string[] fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            string column = fields[i].Replace(' ', '_').ToLowerInvariant();
            if (!RequiredColumns.Contains(column) && !OptionalColumns.Contains(column))
            {
                string known = string.Join(", ", RequiredColumns.Concat(OptionalColumns));
                throw Error($"expected a header of the columns {known}, found the column {Quote(fields[i])}");
            }

            if (!_columns.TryAdd(column, i))
            {
                throw Error($"expected each column once, found {Quote(fields[i])} twice");
            }
        }

        string[] missing = [.. RequiredColumns.Where(column => !_columns.ContainsKey(column))];
        if (missing.Length > 0)
        {
            throw Error($"expected the columns {string.Join(", ", RequiredColumns)}, found a header without {string.Join(", ", missing)}");
        }
    }

    private RelationInfo ReadRow(string[] fields)
    {
        if (fields.Length != _columns.Count)
        {
            throw Error($"expected {_columns.Count} fields as in the header, found {fields.Length}");
        }

        string name = Get(fields, "relation");
        if (name.Length == 0)
        {
            throw Error("expected the name of a relation, found an empty field");
        }

        var relation = new RelationType(name);
        if (!_lines.TryAdd(relation, _rows!.Line))
        {
            throw Error($"expected each relation once, found {Quote(name)} again, which line {_lines[relation]} describes");
        }

        RelationInfo named = RelationInfo.FromName(relation, Get(fields, "display_name"));
        bool isSymmetric = ReadFlag(fields, "symmetric");
        (Polarity polarity, RelationMeaning meaning) = ReadStatement(fields, named.Polarity);
        string forward = OrElse(Get(fields, "forward_phrase"), named.ForwardPhrase);
        return named with
        {
            Family = OrElse(Get(fields, "family"), named.Family),
            ForwardPhrase = forward,
            ReversePhrase = OrElse(Get(fields, "reverse_phrase"), isSymmetric ? forward : named.ReversePhrase),
            Polarity = polarity,
            Meaning = meaning,
            IsMeaningReversed = ReadFlag(fields, "meaning_reversed"),
            IsSymmetric = isSymmetric,
        };
    }

    /// <summary>Reads polarity and meaning; where one of them says contraindicated, it decides for the other when that is empty.</summary>
    private (Polarity Polarity, RelationMeaning Meaning) ReadStatement(string[] fields, Polarity polarityOfName)
    {
        Polarity? polarity = ReadPolarity(Get(fields, "polarity"));
        string text = Get(fields, "meaning");
        if (text.Length == 0)
        {
            return (polarity ?? polarityOfName, polarity == Polarity.Contraindicated ? RelationMeaning.Contraindicated : RelationMeaning.Unspecified);
        }

        if (!IsMeaning(text))
        {
            string known = string.Join(", ", RelationMeaning.WellKnown);
            throw Error($"expected a meaning, one of {known} or a name of your own in lower-case letters, digits and underscores, found {Quote(text)}");
        }

        var meaning = new RelationMeaning(text);
        if (meaning != RelationMeaning.Contraindicated)
        {
            return (polarity ?? polarityOfName, meaning);
        }

        return polarity == Polarity.Affirmed
            ? throw Error("expected the polarity contraindicated, or absent, for the meaning contraindicated, found affirmed")
            : (polarity ?? Polarity.Contraindicated, meaning);
    }

    private Polarity? ReadPolarity(string text) => text.Length == 0
        ? null
        : Polarities.TryGetValue(text, out Polarity polarity)
            ? polarity
            : throw Error($"expected a polarity, one of {string.Join(", ", Polarities.Keys)}, found {Quote(text)}");

    private bool ReadFlag(string[] fields, string column)
    {
        string text = Get(fields, column);
        bool isRead = bool.TryParse(text, out bool flag);
        return isRead || text.Length == 0 ? flag : throw Error($"expected true or false in the column {column}, found {Quote(text)}");
    }

    private string Get(string[] fields, string column) => _columns.TryGetValue(column, out int index) ? fields[index] : string.Empty;

    private InputFormatException Error(string message) => _rows?.Error(message) ?? new InputFormatException(message) { File = file, Line = 1, ByteOffset = 0 };

    private static bool IsMeaning(string text) =>
        char.IsAsciiLetterLower(text[0]) && text.All(static unit => char.IsAsciiLetterLower(unit) || char.IsAsciiDigit(unit) || unit == '_');

    private static string OrElse(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static string Quote(string text)
    {
        string clean = PlainText.Clean(text);
        return clean.Length > MaxQuoted ? $"'{clean[..MaxQuoted]}...'" : $"'{clean}'";
    }
}
