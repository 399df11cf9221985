using System.Globalization;
using System.Text.RegularExpressions;

namespace MedReason.Diagnosis;

/// <summary>The name of a disease, read for what vocabularies write in different ways: the order of its words, and the number of a form.</summary>
/// <param name="Key">
/// What the names of one disease share: the words in any order, then the numbers in the order of the name. The words of a name that excludes something keep
/// their order. Empty without words.
/// </param>
/// <param name="Series">The words before the number of a form: "noonan syndrome" for "Noonan syndrome 2"; the whole name where it has no such number.</param>
/// <param name="Number">The number of the form, Roman numerals as Arabic ones; empty where the name has none.</param>
internal sealed partial record DiseaseName(string Key, string Series, string Number)
{
    // One vocabulary writes "type" before a number or behind a name ("Nager type") where the other does not.
    private const string Classifier = "type";
    private const string Exclusion = "without";
    private static readonly char[] PartEnds = [',', ';'];

    /// <summary>Gets a value indicating whether the form is the first of its series: number 1, or without a number.</summary>
    public bool IsFirst => Number.Length == 0 || (Number[0] == '1' && (Number.Length == 1 || !char.IsAsciiDigit(Number[1])));

    /// <summary>Reads a name.</summary>
    public static DiseaseName Read(string name)
    {
        var words = new List<string>();
        var numbers = new List<string>();
        var series = new List<string>();
        string? number = null;

        // In a name of capitals "IN" is no numeral with a letter.
        bool isUpper = !name.Any(char.IsLower);
        foreach (string part in name.Split(PartEnds))
        {
            (string Text, bool IsNumber)[] tokens = [.. Tokens().Matches(part).Select(token => ReadToken(token, isUpper))];
            words.AddRange(tokens.Where(static token => !token.IsNumber && token.Text != Classifier).Select(static token => token.Text));
            numbers.AddRange(tokens.Where(static token => token.IsNumber).Select(static token => token.Text));
            if (number is null)
            {
                // What follows the part with the number describes the form: "Spastic paraplegia 78, autosomal recessive". What no word precedes is no number
                // of a form: "46,XX".
                number = tokens is [.., (var last, true)] && (series.Count > 0 || tokens.Length > 1) ? last : null;
                int ends = number is null ? 0 : tokens is [.., (Classifier, false), _] ? 2 : 1;
                series.AddRange(tokens.SkipLast(ends).Select(static token => token.Text));
            }
        }

        if (!words.Contains(Exclusion))
        {
            words.Sort(StringComparer.Ordinal);
        }

        return new DiseaseName(words.Count == 0 ? string.Empty : string.Join(' ', words.Concat(numbers)), string.Join(' ', series), number ?? string.Empty);
    }

    private static (string Text, bool IsNumber) ReadToken(Match token, bool isUpper)
    {
        Group arabic = token.Groups["arabic"];
        Group roman = token.Groups["roman"];
        string suffix = token.Groups["suffix"].Value.ToLowerInvariant();
        return !arabic.Success && (!roman.Success || (isUpper && suffix.Length > 0))
            ? (token.Value.ToLowerInvariant(), false)
            : ((arabic.Success ? arabic.Value : ReadRoman(roman.ValueSpan)) + suffix, true);
    }

    private static string ReadRoman(ReadOnlySpan<char> numeral)
    {
        int sum = 0;
        int next = 0;
        for (int i = numeral.Length - 1; i >= 0; i--)
        {
            int value = numeral[i] switch { 'I' => 1, 'V' => 5, _ => 10 };
            sum += value < next ? -value : value;
            next = value;
        }

        return sum.ToString(CultureInfo.InvariantCulture);
    }

    // A number, or the chromosome X, with a small p or q is an arm of a chromosome, and "X-linked" is no number 10.
    [GeneratedRegex(@"(?<arabic>[0-9]+)(?<suffix>[A-Z][A-Z0-9]*|(?![pq])[a-z])?(?![\p{L}\p{N}])"
        + @"|(?!X[pq])(?<roman>[IVX]+)(?<suffix>\p{L})?(?![\p{L}\p{N}-])|[\p{L}\p{N}]+")]
    private static partial Regex Tokens();
}
