namespace MedReason.Evaluation;

/// <summary>An output, the options of its question, and the grammar by which it is read.</summary>
internal sealed class AnswerContext(OutputText text, OptionTable options, AnswerGrammar grammar)
{
    public OutputText Text => text;

    public OptionTable Options => options;

    public AnswerGrammar Grammar => grammar;

    public bool Has(AnswerRules rule) => (grammar.Rules & rule) != 0;

    /// <summary>Whether the word at a place is in a list.</summary>
    public bool IsAny(AnswerWords list, int at, out int end) => grammar.Contains(list, text.WordAt(at, out end));

    /// <summary>Whether a phrase of a list stands at a place, and no word goes on behind it.</summary>
    public bool StartsWithAny(AnswerWords list, int at, out int end)
    {
        foreach (string phrase in grammar.List(list))
        {
            if (text.IsAt(at, phrase) && !OutputText.IsWordUnit(text.At(at + phrase.Length)))
            {
                end = at + phrase.Length;
                return true;
            }
        }

        end = at;
        return false;
    }

    /// <summary>The option whose label, a capital letter that is no part of a word, stands at a place, or <see cref="OptionTable.None"/>.</summary>
    public int LoneLabel(int at)
    {
        char next = text.At(at + 1);
        bool isAlone = !OutputText.IsWordUnit(next) || OutputText.IsUnspaced(next);
        return isAlone && char.IsAsciiLetterUpper(text.At(at)) ? options.OfLetter(text.At(at)) : OptionTable.None;
    }

    /// <summary>Whether the option's own text follows its label, behind marks and separators.</summary>
    public bool HasOwnText(int option, int at, out int end) => options.IsTextAt(text, text.Skip(at, TextMarks.Separators), option, out end);
}
