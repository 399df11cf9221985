using System.Collections.Frozen;

namespace MedReason.Verification;

/// <summary>Words by which English denies.</summary>
internal static class NegationCues
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal, "not", "no", "never", "neither", "nor", "without", "cannot", "none", "nothing", "nowhere", "doesn", "don", "didn", "isn",
            "aren", "wasn", "weren", "won", "couldn", "shouldn", "hasn", "haven", "wouldn", "can't",
        "fails", "fail", "failed", "lacks", "lack", "lacking", "absent", "absence", "hardly", "scarcely", "barely", "untrue", "false", "wrong", "denies",
            "denied", "deny", "denying", "contrary", "excludes", "excluded", "excluding", "unrelated",
        "unlikely", "devoid", "ineffective", "useless", "worthless", "negative", "missing", "spared", "free", "unaffected", "unable", "unlike", "instead",
            "ruled", "disproved", "disproven", "refuted", "rather", "myth", "incorrect");

    private static readonly FrozenSet<string> NoDenial = FrozenSet.Create(
        StringComparer.Ordinal, "only", "just", "doubt", "merely", "surprisingly", "least", "question");

    /// <summary>Determines whether a word denies at its position.</summary>
    public static bool IsAt(ProseText text, int index)
    {
        if (!Words.Contains(text.Words[index].Form))
        {
            return false;
        }

        // "Not only", "no doubt", "without question" affirm.
        return index + 1 >= text.Words.Count || text.Words[index + 1].Sentence != text.Words[index].Sentence || !NoDenial.Contains(text.Words[index + 1].Form);
    }
}
