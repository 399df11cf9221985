using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>
/// Decides whether a word for a state is said of a person: "she is obese", "an obese woman", and not "double-blind", "the segment is depressed".
/// </summary>
internal static class StateContext
{
    /// <summary>The maximum number of words between a state and who is in it.</summary>
    private const int MaxWords = 8;

    /// <summary>The maximum number of words before a state in the clause before it, which may name its subject.</summary>
    private const int MaxClauseWords = 24;

    /// <summary>Decides it for a word of a text.</summary>
    /// <param name="reading">The text.</param>
    /// <param name="token">The word.</param>
    /// <param name="last">The last word of the name that the word is in.</param>
    /// <param name="kind">What the word says.</param>
    public static bool IsSaidOfPerson(LexiconReading reading, int token, int last, StateKind kind)
    {
        LexiconWords words = reading.LanguageWords;
        if (last == token && IsFollowedBy(reading, token, words.Complements))
        {
            return false;
        }

        // What is done to a thing is no state: "he agitated the flask".
        bool canAct = kind is StateKind.Deed or StateKind.Verb && (last > token || !IsFollowedBy(reading, token, words.Determiners));
        return IsModifier(reading, token) || IsPredicate(reading, token, canAct);
    }

    /// <summary>Whether one of some words follows in the same phrase.</summary>
    private static bool IsFollowedBy(LexiconReading reading, int token, FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> words) =>
        !EndsPhrase(reading, token) && words.Contains(reading.TextOf(token + 1));

    private static bool EndsPhrase(LexiconReading reading, int token) =>
        token + 1 == reading.Tokens.Length || reading.Tokens[token + 1].Has(LexiconReading.Boundary);

    /// <summary>Whether a noun for a person follows: "an obese, 45-year-old man".</summary>
    private static bool IsModifier(LexiconReading reading, int token)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        LexiconWords words = reading.LanguageWords;
        if (tokens[token].Has(TextTokenTraits.HyphenBefore) || IsUnreal(reading, token) || IsOfMother(reading, token))
        {
            return false;
        }

        for (int i = token + 1; i < tokens.Length && i <= token + MaxWords; i++)
        {
            bool isJoined = i == token + 1 && tokens[i].Has(TextTokenTraits.HyphenBefore);
            if (isJoined || tokens[i].Has(TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore))
            {
                return false;
            }

            ReadOnlySpan<char> text = reading.TextOf(i);
            bool isFunctionWord = reading.IsFunctionWord(i);
            if (words.Persons.Contains(text) || words.Sexes.Contains(text))
            {
                return !isFunctionWord && IsHead(reading, i);
            }

            if (!words.IsConjunction(text) && (isFunctionWord || tokens[i].Has(TextTokenTraits.Stop)))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether the phrase is about the mother of a newborn: "born to an obese woman".</summary>
    private static bool IsOfMother(LexiconReading reading, int token)
    {
        AssertionTriggers triggers = AssertionTriggers.Of(reading.Language);
        for (int i = token - 1; i >= 0 && i >= token - MaxWords && !reading.Tokens[i + 1].Has(TextTokenTraits.BreakBefore); i--)
        {
            if (triggers.Is(reading.TextOf(i), AssertionTriggerKind.Birth))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a noun for a person is what its phrase is about: "the male presents", and not "male rats", "the patient's wife".</summary>
    private static bool IsHead(LexiconReading reading, int token)
    {
        if (EndsPhrase(reading, token))
        {
            return true;
        }

        LexiconWords words = reading.LanguageWords;
        ReadOnlySpan<char> next = reading.TextOf(token + 1);
        return !IsGenitive(reading, token) && (!words.PersonModifiers.Contains(reading.TextOf(token)) || reading.IsFunctionWord(token + 1)
            || reading.Tokens[token + 1].Has(TextTokenTraits.Stop) || words.Presenting.Contains(next));
    }

    /// <summary>Whether the s of a possessive follows.</summary>
    private static bool IsGenitive(LexiconReading reading, int token) =>
        !EndsPhrase(reading, token) && reading.Tokens[token + 1].Start == reading.Tokens[token].End + 1 && reading.Tokens[token + 1].Length == 1;

    /// <summary>Whether the word, or the list that it stands in, is said of a person: "he was pale, dizzy, and very weak".</summary>
    private static bool IsPredicate(LexiconReading reading, int token, bool canAct)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        LexiconWords words = reading.LanguageWords;
        bool isLinked = false;
        bool isListed = false;
        for (int i = token - 1; i >= 0 && i >= token - MaxWords; i--)
        {
            TextToken next = tokens[i + 1];
            ReadOnlySpan<char> text = reading.TextOf(i);
            if (next.Has(TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore | TextTokenTraits.HyphenBefore) || words.Unreal.Contains(text))
            {
                return false;
            }

            if (words.Feelings.Contains(text))
            {
                return !IsUnreal(reading, i);
            }

            if (words.Persons.Contains(text))
            {
                return IsSubject(reading, i) && (isLinked || canAct);
            }

            if (words.IsConjunction(text))
            {
                // What joins two clauses leaves out whom the second is about: "she has a cough and is pale".
                if (isLinked)
                {
                    return IsClauseOfPerson(reading, i);
                }

                isListed = true;
            }
            else if (words.Copulas.Contains(text))
            {
                isLinked = true;
                isListed = false;
            }
            else if (words.Auxiliaries.Contains(text))
            {
                // "She has been dizzy" and "she has vomited", but "she has tender glands".
                if (!isLinked && !canAct)
                {
                    return false;
                }

                isListed = false;
            }
            else if (words.IsStateAdverb(text))
            {
                continue;
            }
            else if (!isLinked && (isListed || next.Has(TextTokenTraits.CommaBefore)))
            {
                isListed = false;
            }
            else
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether the word before says that something is not, no more or not yet there.</summary>
    private static bool IsUnreal(LexiconReading reading, int token) => token > 0 && reading.LanguageWords.Unreal.Contains(reading.TextOf(token - 1));

    /// <summary>Whether a noun for a person is the subject of what follows.</summary>
    private static bool IsSubject(LexiconReading reading, int token) => !IsGenitive(reading, token)
        && (!reading.Tokens[token + 1].Has(TextTokenTraits.CommaBefore) || reading.LanguageWords.Copulas.Contains(reading.TextOf(token + 1)));

    /// <summary>Whether the clause that ends before a word starts with a person as its subject.</summary>
    private static bool IsClauseOfPerson(LexiconReading reading, int end)
    {
        bool isPerson = false;
        for (int i = end - 1; i >= 0 && i >= end - MaxClauseWords; i--)
        {
            isPerson = reading.LanguageWords.Persons.Contains(reading.TextOf(i)) ? !IsGenitive(reading, i) : isPerson;
            if (reading.Tokens[i].Has(TextTokenTraits.BreakBefore))
            {
                break;
            }
        }

        return isPerson;
    }
}
