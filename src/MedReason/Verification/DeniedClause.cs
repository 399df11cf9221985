using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>Finds denials that stand outside the words between two entities and in the same clause: "there is no evidence that", "is a myth".</summary>
internal static class DeniedClause
{
    // The maximum distance of a denial before a statement: "there is no good evidence that".
    private const int DenialReach = 6;

    // The maximum distance of a denial behind it: "is a myth", "has never been so".
    private const int AfterReach = 4;

    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal, "which", "but", "while", "whereas", "because", "although", "since", "so", "therefore", "who", "where", "that");

    /// <summary>Returns whether a word opens a clause of its own.</summary>
    public static bool Opens(ProseWord word) => Words.Contains(word.Form);

    /// <summary>Returns whether a denial before or behind two entities applies to what is stated of them.</summary>
    public static bool IsAround(ProseText text, ProseSpan left, ProseSpan right)
    {
        for (int i = left.First - 1; i >= 0 && i >= left.First - DenialReach && text.Words[i].Sentence == text.Words[left.First].Sentence; i--)
        {
            if (EndsClause(text.Words[i + 1]) || (Words.Contains(text.Words[i].Form) && text.Words[i].Form != "that"))
            {
                break;
            }

            if (NegationCues.IsAt(text, i))
            {
                return true;
            }
        }

        for (int i = right.Last + 1; i < text.Words.Count && i <= right.Last + AfterReach && text.Words[i].Sentence == text.Words[right.Last].Sentence; i++)
        {
            if (EndsClause(text.Words[i]) || Words.Contains(text.Words[i].Form)
                || text.Words[i].Form is "and" or "in" or "or" or "rather" or "instead" or "unlike")
            {
                break;
            }

            if (NegationCues.IsAt(text, i))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsClause(ProseWord word) => (word.Traits & (TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore)) != 0;
}
