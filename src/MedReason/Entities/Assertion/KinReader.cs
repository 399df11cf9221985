using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Decides what a word for a relative says of the findings behind it.</summary>
internal readonly ref struct KinReader(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, AssertionTriggers triggers, StopWords stopWords)
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
        int next = after < end && stopWords.IsPossessive(Word(after)) ? after + 1 : after;
        if (IsPatient(at, next, start, end) || IsSpokenOf(at, start))
        {
            return -1;
        }

        if (next + 2 < end && Is(next, AssertionTriggerKind.KinOf) && Is(next + 2, AssertionTriggerKind.PatientNoun))
        {
            next += 3;
        }

        // "His mother, who has asthma, says": what follows "who" is hers.
        bool isRelative = next < end && Is(next, AssertionTriggerKind.Relative);
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

    private bool Is(int token, AssertionTriggerKind kind) => triggers.Is(Word(token), kind);

    private ReadOnlySpan<char> Word(int token) => _text[_tokens[token].Start.._tokens[token].End];

    private bool Follows(int token) => !_tokens[token].Has(TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore);

    /// <summary>"A 60-year-old grandfather presents", "a mother of two", "the parents of a 16-year-old boy with asthma".</summary>
    private bool IsPatient(int at, int next, int start, int end)
    {
        if (next + 1 < end && Follows(next) && Is(next, AssertionTriggerKind.KinOf) && !Is(next + 1, AssertionTriggerKind.KinOwner))
        {
            return true;
        }

        for (int i = at - 1; i >= Math.Max(start, at - 1 - MaxModifiers) && Follows(i + 1); i--)
        {
            if (Is(i, AssertionTriggerKind.Age))
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
        bool isSpouse = Is(at, AssertionTriggerKind.Spouse);
        if (!isSpouse && !Is(at, AssertionTriggerKind.Parent))
        {
            return false;
        }

        for (int i = start; i < at; i++)
        {
            if (Is(i, AssertionTriggerKind.Reciprocal) && isSpouse == Is(i, AssertionTriggerKind.Spouse) && Informs(i + 1, at))
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
            if (Is(i, AssertionTriggerKind.Birth))
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
            if (Is(i, AssertionTriggerKind.Informing))
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
            if (Is(i, AssertionTriggerKind.Companion))
            {
                return true;
            }

            if (Is(i, AssertionTriggerKind.OwnCompanion))
            {
                return Is(i + 1, AssertionTriggerKind.KinPossessive);
            }
        }

        return false;
    }
}
