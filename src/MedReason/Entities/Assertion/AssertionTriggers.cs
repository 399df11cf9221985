using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>The trigger phrases of a language's assertion rules, by first word, longest first.</summary>
internal sealed class AssertionTriggers
{
    /// <summary>The maximum length of the first word of a phrase: the bits that <see cref="Shape"/> has for a length.</summary>
    private const int MaxFirstWordLength = 31;

    private readonly FrozenDictionary<string, AssertionTrigger[]>.AlternateLookup<ReadOnlySpan<char>> _byFirstWord;
    private readonly bool[] _startsByShape = new bool[32 * (MaxFirstWordLength + 1)];

    private AssertionTriggers(LanguageProfile language)
    {
        FrozenDictionary<string, AssertionTrigger[]> byFirstWord = Read(language);
        _byFirstWord = byFirstWord.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string word in byFirstWord.Keys)
        {
            _startsByShape[Shape(word)] = true;
        }
    }

    /// <summary>Returns the phrases of a language.</summary>
    /// <exception cref="InputFormatException">A section has not the form "[Kind reach]", or a phrase starts with too long a word.</exception>
    public static AssertionTriggers Of(LanguageProfile language) => language.Table(static l => new AssertionTriggers(l));

    /// <summary>Finds the triggers that start with a word; most words start none and are ruled out by their first letter and length.</summary>
    public bool TryFind(ReadOnlySpan<char> word, [NotNullWhen(true)] out AssertionTrigger[]? triggers)
    {
        if (word.Length <= MaxFirstWordLength && _startsByShape[Shape(word)])
        {
            return _byFirstWord.TryGetValue(word, out triggers);
        }

        triggers = null;
        return false;
    }

    private static int Shape(ReadOnlySpan<char> word) => ((word[0] & 31) << 5) | word.Length;

    private static FrozenDictionary<string, AssertionTrigger[]> Read(LanguageProfile language)
    {
        List<AssertionTrigger> all = [];
        foreach (IGrouping<string, WordLine> section in language.Sections(static name => char.IsAsciiLetterUpper(name[0])))
        {
            string[] header = section.Key.Split(' ');
            if (header.Length != 2 || !Enum.TryParse(header[0], out AssertionTriggerKind kind)
                || !int.TryParse(header[1], NumberStyles.None, CultureInfo.InvariantCulture, out int reach))
            {
                throw section.First().Error($"expected a section [Kind reach] such as [AbsentForward 40], found [{section.Key}]");
            }

            foreach (WordLine line in section)
            {
                foreach (string[] words in line.Text.Split(" | ").SelectMany(Expand))
                {
                    if (words is [] || words.Any(static word => word.Length == 0) || words[0].Length > MaxFirstWordLength)
                    {
                        throw line.Error($"expected phrases whose first word has 1 to {MaxFirstWordLength} letters, found {line.Text}");
                    }

                    all.Add(words[0] is ['-', .. { Length: > 0 } first]
                        ? new AssertionTrigger([first, .. words[1..]], kind, reach, IsBehindHyphen: true)
                        : new AssertionTrigger(words, kind, reach, IsBehindHyphen: false));
                }
            }
        }

        return all
            .GroupBy(static t => t.Words[0], StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(
                static g => g.Key,
                static g => g.OrderByDescending(static t => t.Words.Length).ThenBy(static t => (int)t.Kind).ToArray(),
                StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Returns the phrases of a pattern: "a/b" stands for either word, "a?" for one that may be missing.</summary>
    private static IEnumerable<string[]> Expand(string pattern)
    {
        IEnumerable<string[]> phrases = [[]];
        foreach (string word in pattern.Split(' '))
        {
            string[][] choices = [.. word.TrimEnd('?').Split('/').Select(static choice => (string[])[choice])];
            string[][] all = word.EndsWith('?') ? [.. choices, []] : choices;
            phrases = phrases.SelectMany(phrase => all.Select(choice => (string[])[.. phrase, .. choice]));
        }

        return phrases;
    }

    /// <summary>Determines whether a word is, by itself, a phrase of a kind.</summary>
    public bool Is(ReadOnlySpan<char> word, AssertionTriggerKind kind)
    {
        if (TryFind(word, out AssertionTrigger[]? triggers))
        {
            foreach (AssertionTrigger trigger in triggers)
            {
                if (trigger.Kind == kind && trigger.Words.Length == 1)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
