using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Represents how often something is observed: a count of cases, a percentage, or a frequency term of HPO. Immutable.</summary>
/// <remarks>
/// The terms and their ranges are those of HP:0040279 "Frequency": obligate (100 %), very frequent (80 to 99 %), frequent (30 to 79 %), occasional (5 to
/// 29 %), very rare (1 to 4 %), excluded (0 %).
/// </remarks>
[JsonConverter(typeof(KgFrequencyJsonConverter))]
public sealed record KgFrequency : IParsable<KgFrequency>
{
    private static readonly (string Id, string Name, double Minimum, double Maximum)[] Terms =
    [
        ("HP:0040280", "obligate", 1, 1),
        ("HP:0040281", "very frequent", 0.8, 0.99),
        ("HP:0040282", "frequent", 0.3, 0.79),
        ("HP:0040283", "occasional", 0.05, 0.29),
        ("HP:0040284", "very rare", 0.01, 0.04),
        ("HP:0040285", "excluded", 0, 0),
    ];

    private KgFrequency(string text, double minimum, double maximum)
    {
        Text = text;
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>Gets the frequency as its source writes it: <c>7/10</c>, <c>45%</c> or <c>HP:0040282</c>.</summary>
    public string Text { get; }

    /// <summary>Gets the lower bound as a fraction from 0 to 1; the fraction itself for a count or a percentage.</summary>
    public double Minimum { get; }

    /// <summary>Gets the upper bound as a fraction from 0 to 1; the fraction itself for a count or a percentage.</summary>
    public double Maximum { get; }

    /// <summary>Gets the number of cases in which it was observed; null when the source gives no count.</summary>
    public int? Count { get; private init; }

    /// <summary>Gets the number of cases that were examined; null when the source gives no count.</summary>
    public int? Total { get; private init; }

    /// <summary>Gets the frequency term, such as <c>HP:0040282</c>; null when the source gives a number.</summary>
    public NodeId? Term { get; private init; }

    /// <summary>Gets a value indicating whether it is stated never to occur: a count or a percentage of zero, or the term "excluded".</summary>
    public bool IsExcluded => Maximum <= 0;

    /// <summary>Parses a frequency.</summary>
    /// <param name="s">A count (<c>7/10</c>), a percentage (<c>45%</c>), a fraction (<c>0.45</c>) or the id of a frequency term (<c>HP:0040282</c>).</param>
    /// <param name="provider">Not used: frequencies have no culture.</param>
    /// <returns>The frequency.</returns>
    /// <exception cref="FormatException"><paramref name="s"/> has another form, is above 100 %, or is a count of no cases.</exception>
    public static KgFrequency Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out KgFrequency? result)
            ? result
            : throw new FormatException($"'{s}' is no frequency; expected a count such as 7/10, a percentage such as 45%, a fraction from 0 to 1, or a term "
                + "such as HP:0040282.");
    }

    /// <summary>Parses a frequency, if the text is one.</summary>
    /// <param name="s">The text, or null.</param>
    /// <param name="provider">Not used: frequencies have no culture.</param>
    /// <param name="result">The frequency, or null.</param>
    /// <returns>False for a text that <see cref="Parse"/> refuses.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out KgFrequency result)
    {
        result = string.IsNullOrWhiteSpace(s) ? null : ReadTerm(s.Trim()) ?? ReadCount(s.Trim()) ?? ReadNumber(s.Trim());
        return result is not null;
    }

    /// <summary>Returns the frequency for a person.</summary>
    /// <returns>For example <c>7/10</c>, <c>45%</c>, <c>frequent (30-79 %)</c>.</returns>
    public override string ToString()
    {
        if (Term is null)
        {
            return Text;
        }

        string name = Array.Find(Terms, term => string.Equals(term.Id, Term.Value.Value, StringComparison.Ordinal)).Name;
        string range = Minimum.Equals(Maximum)
            ? string.Create(CultureInfo.InvariantCulture, $"{Minimum * 100:0} %")
            : string.Create(CultureInfo.InvariantCulture, $"{Minimum * 100:0}-{Maximum * 100:0} %");
        return $"{name} ({range})";
    }

    private static KgFrequency? ReadTerm(string text)
    {
        foreach ((string id, _, double minimum, double maximum) in Terms)
        {
            if (string.Equals(id, text, StringComparison.OrdinalIgnoreCase))
            {
                return new KgFrequency(id, minimum, maximum) { Term = new NodeId(id) };
            }
        }

        return null;
    }

    private static KgFrequency? ReadCount(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int total)
            || total == 0
            || count > total)
        {
            return null;
        }

        double fraction = (double)count / total;
        return new KgFrequency(text, fraction, fraction) { Count = count, Total = total };
    }

    private static KgFrequency? ReadNumber(string text)
    {
        bool isPercentage = text.EndsWith('%');
        ReadOnlySpan<char> digits = isPercentage ? text.AsSpan(0, text.Length - 1).TrimEnd() : text;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            return null;
        }

        double fraction = isPercentage ? number / 100 : number;
        return fraction is >= 0 and <= 1 ? new KgFrequency(text, fraction, fraction) : null;
    }
}
