using System.Collections.Frozen;

namespace MedReason.Text;

/// <summary>The words of everyday English that a graph may also hold as names, such as the genes REST, WAS, CAT and IMPACT.</summary>
internal static class CommonWords
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> FunctionWords = Read("function");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EverydayWords = Read("everyday");

    /// <summary>Whether a word only joins others: such a word is never a name by itself unless it is written as a symbol.</summary>
    public static bool IsFunctionWord(ReadOnlySpan<char> word) => FunctionWords.Contains(word);

    /// <summary>Whether a word belongs to everyday English, function words included.</summary>
    public static bool IsCommon(ReadOnlySpan<char> word) => FunctionWords.Contains(word) || EverydayWords.Contains(word);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Read(string section) =>
        WordList.ReadWords("common-words", section).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
