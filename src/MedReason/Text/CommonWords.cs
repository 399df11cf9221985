namespace MedReason.Text;

/// <summary>The words of everyday English that a graph may also hold as names, such as the genes REST, WAS, CAT and IMPACT.</summary>
internal static class CommonWords
{
    /// <inheritdoc cref="LanguageProfile.IsFunctionWord" />
    public static bool IsFunctionWord(ReadOnlySpan<char> word) => LanguageProfile.English.IsFunctionWord(word);

    /// <inheritdoc cref="LanguageProfile.IsCommon" />
    public static bool IsCommon(ReadOnlySpan<char> word) => LanguageProfile.English.IsCommon(word);
}
