using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Reads the values of a text into findings: "potassium is 2.9 mEq/L" is hypokalemia.</summary>
/// <remarks>
/// The ranges are those of adults in blood: nothing is read of a text about a child, and no value of urine or another fluid. A value without a unit is read
/// only when it is possible in one unit alone.
/// </remarks>
internal static partial class ValueReader
{
    /// <summary>The minimum age of an adult.</summary>
    private const int AdultAge = 18;

    /// <summary>The maximum number of tokens before a test by which its specimen is sought, within the sentence.</summary>
    private const int MaxSpecimenDistance = 40;

    /// <summary>The maximum length of a unit with the space before it.</summary>
    private const int MaxUnitLength = 24;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> OtherSpecimens = Lookup(
        "urine urinary urinalysis csf cerebrospinal pleural ascitic ascites synovial peritoneal fluid sweat stool gastric dialysate aspirate cord umbilical "
        + "fetal fetus milk water room ambient skin sperm semen saliva goal target therapeutic");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Blood = Lookup("blood serum plasma venous arterial hemogram");

    /// <summary>Words that make what follows no value of the patient: a limit, a dose, a change.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Conditions = Lookup(
        "if unless until whenever normal reference maintain keep");

    /// <summary>Words behind a number without a unit; any other word may be a unit that the table does not know.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Continuing = Lookup("and with on but while or who which");

    /// <summary>Returns the findings by their position; empty for a text about a child.</summary>
    public static List<ValueReading> Read(LexiconReading reading)
    {
        List<ValueReading> found = [];
        ReferenceRanges ranges = ReferenceRanges.Default;
        MatchCollection matches = ranges.Pattern.Matches(reading.Text);
        if (matches.Count == 0 || SpeaksOfChild(reading.Text))
        {
            return found;
        }

        foreach (Match match in matches)
        {
            ReferenceRange range = ranges.Get(match.Groups["name"].Value);
            double value = double.Parse(match.Groups["number"].ValueSpan, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
            if (FindUnit(reading.Text, match.Index + match.Length, range, value, out string written, out int end) is { } unit
                && range.FindLimit(Convert(value, unit)) is { } limit
                && reading.FindToken(match.Index) is var first
                && IsOfBlood(reading, first))
            {
                DerivedFinding derived = new()
                {
                    Finding = limit.Findings[0],
                    Test = range.Test,
                    Value = value,
                    Unit = written,
                    Low = range.Below?.Value,
                    High = range.Above?.Value,
                    RangeUnit = range.Units[0].Name,
                    Source = range.Source,
                };
                found.Add(new ValueReading(first, reading.FindToken(end) - 1, end, derived, limit.Findings));
            }
        }

        return found;
    }

    /// <summary>Whether a text speaks of a newborn or child, for which the ranges do not hold.</summary>
    public static bool SpeaksOfChild(string text)
    {
        if (ChildWords().IsMatch(text))
        {
            return true;
        }

        foreach (Match age in YearsOld().Matches(text))
        {
            if (int.TryParse(age.Groups["years"].ValueSpan, CultureInfo.InvariantCulture, out int years) && years < AdultAge)
            {
                return true;
            }
        }

        return false;
    }

    private static double Convert(double value, ReferenceUnit unit) => (value * unit.Factor) + unit.Offset;

    /// <summary>Returns the unit of a number; null when the number is none of the test or its unit stays open.</summary>
    private static ReferenceUnit? FindUnit(string text, int position, ReferenceRange range, double value, out string written, out int end)
    {
        end = position;
        written = string.Empty;
        if (range.IsPair && SecondNumber().Match(text, position) is { Success: true } second)
        {
            end = position += second.Length;
        }

        ReadOnlySpan<char> rest = text.AsSpan(position, Math.Min(MaxUnitLength, text.Length - position));
        Span<char> plain = stackalloc char[rest.Length];
        for (int i = 0; i < rest.Length; i++)
        {
            plain[i] = Plain(rest[i]);
        }

        int space = plain.Length - plain.TrimStart().Length;
        ReadOnlySpan<char> behind = plain[space..];
        foreach (ReferenceUnit unit in range.Units)
        {
            foreach (string spelling in unit.Spellings)
            {
                if (behind.StartsWith(spelling, StringComparison.OrdinalIgnoreCase)
                    && (behind.Length == spelling.Length || !char.IsLetterOrDigit(spelling[^1]) || !char.IsLetterOrDigit(behind[spelling.Length])))
                {
                    end = position + space + spelling.Length;
                    written = text[(position + space)..end];
                    return IsPlausible(unit) ? unit : null;
                }
            }
        }

        ReferenceUnit? only = IsUnitMissing(behind, space > 0) ? OnlyPlausible() : null;
        written = only?.Name ?? written;
        return only;

        bool IsPlausible(ReferenceUnit unit) => Convert(value, unit) >= range.Plausible.From && Convert(value, unit) <= range.Plausible.To;

        ReferenceUnit? OnlyPlausible()
        {
            ReferenceUnit[] possible = [.. range.Units.Where(IsPlausible)];
            return possible.Length == 1 ? possible[0] : null;
        }
    }

    /// <summary>Whether a number ends its phrase; what else follows it is a unit that the table does not know, a range or a grade such as "2+".</summary>
    private static bool IsUnitMissing(ReadOnlySpan<char> behind, bool hasSpace)
    {
        if (behind.IsEmpty)
        {
            return true;
        }

        if (char.IsLetter(behind[0]))
        {
            int length = 0;
            while (length < behind.Length && char.IsLetter(behind[length]))
            {
                length++;
            }

            return hasSpace && Continuing.Contains(behind[..length]);
        }

        return behind[0] is '.' or ',' or ';' or ')' && (behind.Length == 1 || !char.IsDigit(behind[1]));
    }

    private static char Plain(char c) => c switch
    {
        '\u00B2' => '2',
        '\u00B3' => '3',
        '\u2079' => '9',
        '\u00B5' or '\u03BC' => 'u',
        '\u00BA' or '\u02DA' => '\u00B0',
        '\u00D7' => 'x',
        '\u00A0' or '\u2009' or '\u202F' => ' ',
        _ => c,
    };

    /// <summary>Whether no other fluid is named before a test in its sentence, and no condition.</summary>
    private static bool IsOfBlood(LexiconReading reading, int first)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        bool isBlood = false;
        for (int i = first; i > Math.Max(0, first - MaxSpecimenDistance) && !tokens[i].Has(TextTokenTraits.SentenceBefore); i--)
        {
            ReadOnlySpan<char> word = reading.TextOf(i - 1);
            if ((!isBlood && OtherSpecimens.Contains(word)) || Conditions.Contains(word))
            {
                return false;
            }

            isBlood |= Blood.Contains(word);
        }

        return true;
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    [GeneratedRegex(@"\G\s?/\s?\d{2,3}", RegexOptions.CultureInvariant)]
    private static partial Regex SecondNumber();

    [GeneratedRegex(
        @"\b(?:newborns?|neonat\w*|infants?|toddlers?|boys?|girls?|child|adolescent|teenager|schoolchild|gestation(?:al)? age)\b"
        + @"|(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[- ](?:minute|hour|day|week|month)s?[- ]old\b"
        + @"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)[- ]years?[- ]old\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ChildWords();

    [GeneratedRegex(
        @"\b(?<years>\d{1,3})[- ]?(?:(?:years?|yrs?)[- ]old|y/?o)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex YearsOld();
}
