using System.Globalization;
using System.Text.RegularExpressions;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>The table of reference ranges, <c>reference-ranges.csv</c>, which states its own conventions.</summary>
internal sealed class ReferenceRanges
{
    private const int FieldCount = 10;

    /// <summary>What may stand between the name of a test and its value.</summary>
    private const string Gap =
        @"(?:[\s:=,(]|\b(?:levels?|counts?|concentration|value|reading|is|was|of|are|were|at|measured|found|to be|as high as|as low as|up to|approximately"
        + @"|about|around|an?)\b){1,12}";

    private static readonly Lazy<ReferenceRanges> Shipped = new(static () => new ReferenceRanges(CsvRows.OpenResource("values/reference-ranges.csv")));

    private readonly Dictionary<string, ReferenceRange> _byName = new(StringComparer.OrdinalIgnoreCase);

    private ReferenceRanges(CsvRows rows)
    {
        bool hasHeader = false;
        while (rows.TryRead(out string[] fields))
        {
            if (fields[0].StartsWith('#'))
            {
                continue;
            }

            if (fields.Length != FieldCount)
            {
                throw rows.Error($"expected {FieldCount} fields, found {fields.Length}");
            }

            if (hasHeader)
            {
                ReferenceRange range = Read(fields);
                foreach (string name in range.Names)
                {
                    _byName.Add(name, range);
                }
            }

            hasHeader = true;
        }

        // A symbol is read as it is written; the longest name of two that start alike comes first.
        string names = string.Join('|', _byName.Keys.OrderByDescending(static name => name.Length).ThenBy(static name => name, StringComparer.Ordinal)
            .Select(static name => IsSymbol(name) ? Regex.Escape(name) : $"(?i:{Regex.Escape(name)})"));
        Pattern = new Regex(
            $@"(?<![\w-])(?<name>{names})(?![\w+]){Gap}(?<number>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)(?![\d.,]*\d)",
            RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
    }

    /// <summary>Gets the ranges that the library ships.</summary>
    public static ReferenceRanges Default => Shipped.Value;

    /// <summary>Gets the expression of a test's name with a number behind it.</summary>
    public Regex Pattern { get; }

    /// <summary>Returns the range of a test by a name that <see cref="Pattern"/> matched.</summary>
    public ReferenceRange Get(string name) => _byName[name];

    private static bool IsSymbol(string name) => name.All(static c => !char.IsAsciiLetterLower(c)) || name.Length <= 4;

    private static ReferenceRange Read(string[] fields)
    {
        string[] plausible = fields[3].Split(" to ");
        return new ReferenceRange(
            fields[0],
            fields[1].Split('|'),
            [.. fields[2].Split(';').Select(ReadUnit)],
            (Number(plausible[0]), Number(plausible[1])),
            fields[4] == "pair",
            ReadLimit(fields[5], fields[6]),
            ReadLimit(fields[7], fields[8]),
            fields[9]);
    }

    private static ReferenceUnit ReadUnit(string text)
    {
        int equals = text.LastIndexOf('=');
        string[] spellings = text[..equals].Split('|');
        string conversion = text[(equals + 1)..];
        int offset = conversion.IndexOfAny(['+', '-']);
        return new ReferenceUnit(
            [.. spellings.OrderByDescending(static spelling => spelling.Length)],
            spellings[0],
            Number(offset < 0 ? conversion : conversion[..offset]),
            offset < 0 ? 0 : Number(conversion[offset..]));
    }

    private static ReferenceLimit? ReadLimit(string comparison, string findings) => comparison.Length == 0
        ? null
        : new ReferenceLimit(Number(comparison.TrimStart('<', '>', '=')), comparison.Contains('='), findings.Split('|'));

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
