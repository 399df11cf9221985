using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Decides what a word for a relative says of the findings behind it.</summary>
internal readonly ref struct KinReader(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens)
{
    /// <summary>The maximum number of words between "old" or "by" and the relative: "a 30-year-old healthy mother", "by her older brother".</summary>
    private const int MaxModifiers = 2;

    /// <summary>The maximum number of words between a relative and what it does: "his mother has also noticed".</summary>
    private const int MaxAdverbs = 2;

    /// <summary>The number of words that belong to "his mother's", the s among them.</summary>
    public const int PossessiveReach = 3;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly ReadOnlySpan<TextToken> _tokens = tokens;

    /// <summary>Returns the first token of what is said of a relative and not of the patient, or -1.</summary>
    /// <param name="at">The first token of the relative's word.</param>
    /// <param name="after">The token behind it.</param>
    /// <param name="start">The first token of the sentence.</param>
    /// <param name="end">The end of the sentence, exclusive.</param>
    public int FindScope(int at, int after, int start, int end)
    {
        int next = after < end && Word(after) is "s" ? after + 1 : after;
        if (IsPatient(at, next, start, end) || IsSpokenOf(at, start))
        {
            return -1;
        }

        if (next + 2 < end && Word(next) is "of" && Word(next + 2) is "child" or "patient" or "boy" or "girl" or "infant" or "newborn")
        {
            next += 3;
        }

        // "His mother, who has asthma, says": what follows "who" is hers.
        bool isRelative = next < end && Word(next) is "who" or "whose";
        if (isRelative)
        {
            next++;
        }

        if (Informs(next, end))
        {
            return -1;
        }

        return isRelative ? next : IsCompanion(at, start) ? -1 : after;
    }

    /// <summary>Whether the word before a token is a possessive: "her husband's", "his parents'".</summary>
    public bool IsPossessive(int token) => _tokens[token - 1].End < _text.Length && _text[_tokens[token - 1].End] is '\'' or '\u2019';

    private ReadOnlySpan<char> Word(int token) => _text[_tokens[token].Start.._tokens[token].End];

    private bool Follows(int token) => !_tokens[token].Has(TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore);

    /// <summary>"A 60-year-old grandfather presents", "a mother of two", "the parents of a 16-year-old boy with asthma".</summary>
    private bool IsPatient(int at, int next, int start, int end)
    {
        if (next + 1 < end && Follows(next) && Word(next) is "of" && !(Word(next + 1) is "the" or "his" or "her" or "their" or "our" or "my"))
        {
            return true;
        }

        for (int i = at - 1; i >= Math.Max(start, at - 1 - MaxModifiers) && Follows(i + 1); i--)
        {
            if (Word(i).Equals("old", StringComparison.OrdinalIgnoreCase))
            {
                // "Born to a 30-year-old mother with gestational diabetes": the child is the patient.
                return !IsParentOfNewborn(i, start);
            }
        }

        return false;
    }

    /// <summary>"Her daughter says that her mother is confused": to a child and a spouse who speak, the relative is the patient.</summary>
    private bool IsSpokenOf(int at, int start)
    {
        bool isSpouse = Word(at) is "husband" or "wife";
        if (!isSpouse && Word(at) is not ("mother" or "father"))
        {
            return false;
        }

        for (int i = start; i < at; i++)
        {
            if (AssertionTriggers.Is(Word(i), AssertionTriggerKind.Reciprocal) && isSpouse == (Word(i) is "husband" or "wife") && Informs(i + 1, at))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsParentOfNewborn(int age, int start)
    {
        const int Reach = 8;
        for (int i = age - 1; i >= Math.Max(start, age - Reach); i--)
        {
            if (Word(i) is "born" or "delivered")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"His mother says", "the parents have noticed", "her husband is concerned".</summary>
    private bool Informs(int next, int end)
    {
        for (int i = next; i < Math.Min(end, next + MaxAdverbs + 1) && (i == next || Follows(i)); i++)
        {
            if (AssertionTriggers.Is(Word(i), AssertionTriggerKind.Informing))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"By her brother", "according to his wife", "with both parents".</summary>
    private bool IsCompanion(int at, int start)
    {
        for (int i = at - 1; i >= Math.Max(start, at - 1 - MaxModifiers) && Follows(i + 1); i--)
        {
            if (AssertionTriggers.Is(Word(i), AssertionTriggerKind.Companion))
            {
                // "With a father who had gout" is about the father.
                return Word(i) is not ("with" or "With") || Word(i + 1) is "his" or "her" or "their" or "both";
            }
        }

        return false;
    }
}
