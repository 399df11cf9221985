using System.Collections.Frozen;
using MedReason.Entities;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>Finds words that look like the name of a gene, drug or disease and that nothing at hand knows.</summary>
/// <remarks>
/// Such a word joins letters and digits, is written in capitals or with a capital inside a sentence, ends as such names do, or is written with a capital in
/// front of "disease", "syndrome" and the like.
/// Ordinary words that happen to end so are left out.
/// </remarks>
internal static class NameShape
{
    private static readonly string[] Endings =
    [
        "itis", "emia", "aemia", "uria", "oma", "pathy", "plegia", "algia", "mab", "nib", "pril", "sartan", "olol", "statin", "azole", "cillin", "mycin",
            "floxacin", "vir", "triptan", "gliptin", "gliflozin", "prazole", "dipine", "setron",
        "tide", "parin", "amide", "idine", "trophin", "globin", "ase", "osis", "ectasia", "sclerosis", "penia", "philia", "dystrophy", "syndrome", "kinin",
            "azepam", "afil", "tinib", "zumab", "lukast", "terol",
    ];

    private static readonly FrozenSet<string> Ordinary = FrozenSet.Create(
        StringComparer.Ordinal, "disease", "base", "case", "phase", "increase", "decrease", "release", "please", "phrase", "purchase", "erase", "ease", "cease",
            "lease", "chase", "tease", "crease", "grease", "database", "diagnosis", "prognosis", "dose",
        "coma", "aroma", "diploma", "empathy", "sympathy", "apathy", "syndrome", "telepathy", "antipathy", "hypothesis", "showcase", "increase", "prevail",
            "nib", "trivia", "overdiagnosis", "differential", "misdiagnosis");

    /// <summary>The words, each once, in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vocabulary">The words of the graph; one without a catalogue finds nothing.</param>
    /// <param name="asked">The words of the question.</param>
    /// <param name="known">What the text names and is backed.</param>
    public static IReadOnlyList<string> FindUnknown(ProseText text, WordRarity vocabulary, ProseText asked, IReadOnlyList<ProseSpan> known)
    {
        var found = new List<string>();
        for (int i = 0; vocabulary.HasNames && i < text.Words.Count; i++)
        {
            ProseWord word = text.Words[i];
            bool isNaming = char.IsUpper(text.Text[word.Start]) && word.Form.Length > 4 && i + 1 < text.Words.Count && IsKind(text.Words[i + 1]);
            bool isFirst = i == 0 || (word.Traits & (TextTokenTraits.SentenceBefore | TextTokenTraits.BreakBefore)) != 0;
            if ((isNaming || LooksLikeName(text.Text.AsSpan(word.Start, word.End - word.Start), word, isFirst))
                && !known.Any(span => span.First <= i && i <= span.Last)
                && !vocabulary.Knows(word) && !CommonWords.IsCommon(word.Form) && !asked.Words.Any(other => other.Key == word.Key))
            {
                found.Add(text.Text[word.Start..word.End]);
            }
        }

        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static bool IsKind(ProseWord word) => word.Form is "disease" or "syndrome" or "disorder" or "fever" or "deficiency"
        && (word.Traits & (TextTokenTraits.CommaBefore | TextTokenTraits.BreakBefore)) == 0;

    private static bool LooksLikeName(ReadOnlySpan<char> written, ProseWord word, bool isFirst)
    {
        if (Ordinary.Contains(word.Form))
        {
            return false;
        }

        bool hasDigit = (word.Traits & TextTokenTraits.Digit) != 0 && written.ContainsAnyInRange('A', 'Z');
        bool isSymbol = (word.Traits & TextTokenTraits.Upper) != 0 && written.Length >= 3;
        bool isProper = !isFirst && written.Length >= 4 && char.IsUpper(written[0]);
        return hasDigit || isSymbol || isProper || (written.Length >= 6
            && Array.Exists(Endings, ending => word.Form.Length >= ending.Length + 2 && word.Form.EndsWith(ending, StringComparison.Ordinal)));
    }
}
