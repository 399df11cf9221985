namespace MedReason.Verification;

/// <summary>Reports that the words of a chain are read as English where its question is read in another language.</summary>
internal static class LanguageCheck
{
    private const string NotChecked = "language";

    /// <summary>Adds the finding where the language is not English.</summary>
    /// <returns>What was not checked; empty for English.</returns>
    public static string[] Report(LanguageProfile language, FindingList findings)
    {
        if (language.IsEnglish)
        {
            return [];
        }

        findings.Add(
            ReasonCodes.LanguageNotChecked,
            FindingSeverity.Info,
            null,
            $"The words of the chain are read as English, the question as '{language}': what a chain says in another language is not checked.",
            null,
            language.Name);
        return [NotChecked];
    }
}
