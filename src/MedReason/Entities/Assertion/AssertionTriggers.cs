using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>The trigger phrases of the assertion rules, by first word, longest first.</summary>
internal static class AssertionTriggers
{
    /// <summary>The maximum length of the first word of a phrase: the bits that <see cref="Shape"/> has for a length.</summary>
    private const int MaxFirstWordLength = 15;

    private static readonly FrozenDictionary<string, AssertionTrigger[]> ByFirstWord = Read();

    private static readonly FrozenDictionary<string, AssertionTrigger[]>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        ByFirstWord.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly bool[] StartsByShape = ReadShapes();

    /// <summary>Finds the triggers that start with a word; most words start none and are ruled out by their first letter and length.</summary>
    public static bool TryFind(ReadOnlySpan<char> word, [NotNullWhen(true)] out AssertionTrigger[]? triggers)
    {
        if (word.Length <= MaxFirstWordLength && StartsByShape[Shape(word)])
        {
            return Lookup.TryGetValue(word, out triggers);
        }

        triggers = null;
        return false;
    }

    private static int Shape(ReadOnlySpan<char> word) => ((word[0] & 31) << 4) | word.Length;

    private static bool[] ReadShapes()
    {
        bool[] shapes = new bool[32 * (MaxFirstWordLength + 1)];
        foreach (string word in ByFirstWord.Keys)
        {
            shapes[Shape(word)] = true;
        }

        return shapes;
    }

    private static FrozenDictionary<string, AssertionTrigger[]> Read()
    {
        List<AssertionTrigger> all = [];
        foreach (IGrouping<string, string> section in WordList.Read("assertion-triggers"))
        {
            string[] header = section.Key.Split(' ');
            AssertionTriggerKind kind = Enum.Parse<AssertionTriggerKind>(header[0]);
            int reach = int.Parse(header[1], CultureInfo.InvariantCulture);
            all.AddRange(section.SelectMany(static line => line.Split(" | ")).SelectMany(Expand).Select(words => new AssertionTrigger(words, kind, reach)));
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
    public static bool Is(ReadOnlySpan<char> word, AssertionTriggerKind kind)
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
