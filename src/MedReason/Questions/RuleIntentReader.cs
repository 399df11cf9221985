using System.Text.RegularExpressions;
using MedReason.Questions;

namespace MedReason;

/// <summary>Determines what a question asks for by the words of its last sentence and of its options, without a model.</summary>
/// <remarks>Safe for concurrent use. A question that asks for the exception has the intent of its positive form.</remarks>
public sealed partial class RuleIntentReader : IQuestionIntentReader
{
    // What kind of thing an option is stands in its first words; the rest of a long one describes it.
    private const int MaximumOptionLength = 200;

    // Two thirds: an even mix of tests and drugs asks what to do, and is no question about tests.
    private const int AgreeingOptions = 2;
    private const int OfOptions = 3;

    private readonly LanguageProfile _language;
    private readonly IntentCues _cues;

    /// <summary>Creates a reader.</summary>
    /// <param name="language">The language of the questions; null for English. Of a language without cues every intent is unknown.</param>
    /// <exception cref="InputFormatException">A list of cues of the language has not the form of its section.</exception>
    public RuleIntentReader(LanguageProfile? language = null)
    {
        _language = language ?? LanguageProfile.English;
        _cues = IntentCues.Of(_language);
    }

    /// <inheritdoc />
    public ValueTask<IntentReading> ReadAsync(MedicalQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(question));
    }

    private IntentReading Read(MedicalQuestion question)
    {
        string ask = QuestionWording.LastSentence(question.Text);
        Match? avoid = QuestionWording.AvoidWordsOf(_language)?.Match(ask);
        if (avoid?.Success == true || question.Seeks == Polarity.Contraindicated)
        {
            return new IntentReading { Intent = QuestionIntent.Avoid, Cue = avoid?.Success == true ? avoid.Value : null };
        }

        if (ReadSentence(ask, question.Options) is { } reading)
        {
            return reading;
        }

        // What follows the question may be a table, a note or the list of what is asked about.
        int mark = question.Text.LastIndexOf('?');
        return mark < 0 ? IntentReading.Unknown
            : ReadSentence(QuestionWording.LastSentence(question.Text[..(mark + 1)]), question.Options) ?? IntentReading.Unknown;
    }

    private IntentReading? ReadSentence(string sentence, IReadOnlyList<AnswerOption> options)
    {
        string ask = FromQuestionWord(sentence);
        string plain = WithPlainApostrophes(ask);
        foreach (IntentCue cue in _cues.Sentences)
        {
            if (cue.Pattern.Match(plain) is { Success: true } match)
            {
                QuestionIntent intent = (cue.ByOptions ? ReadOptions(options) : null) ?? cue.Intent;
                return new IntentReading { Intent = intent, Cue = ask.Substring(match.Index, match.Length) };
            }
        }

        return null;
    }

    /// <summary>Returns the end of a sentence from the word that asks; laboratory values before it often end without a mark.</summary>
    internal static string FromQuestionWord(string sentence) =>
        QuestionStart().Match(sentence) is { Success: true } start ? sentence[start.Index..] : sentence;

    private QuestionIntent? ReadOptions(IReadOnlyList<AnswerOption> options)
    {
        foreach (IGrouping<QuestionIntent?, AnswerOption> same in options.GroupBy(option => ReadOption(option.Text)))
        {
            if (same.Key is not null && same.Count() * OfOptions >= options.Count * AgreeingOptions)
            {
                return same.Key;
            }
        }

        return null;
    }

    private QuestionIntent? ReadOption(string text)
    {
        string plain = WithPlainApostrophes(text.Length > MaximumOptionLength ? text[..MaximumOptionLength] : text);
        return _cues.Options.FirstOrDefault(cue => cue.Pattern.IsMatch(plain))?.Intent;
    }

    private static string WithPlainApostrophes(string text) => text.Replace('\u2019', '\'').Replace('\u2018', '\'');

    [GeneratedRegex(@"(?<=\s)(?:Which|What|How)\b", RegexOptions.RightToLeft | RegexOptions.CultureInvariant)]
    private static partial Regex QuestionStart();
}
