using System.Collections.Frozen;

namespace MedReason.Verification;

/// <summary>Takes the sentences that state an option, or the answer, out of a chain's steps.</summary>
/// <remarks>
/// A sentence states an option where it names one by label, where it names one by text together with a word that concludes ("therefore", "the answer"), or
/// where it
/// says little else. A sentence that names an option's entity as part of the evidence stays: without it there is nothing to reason from.
/// </remarks>
internal static class ConclusionMask
{
    /// <summary>The replacement of a sentence.</summary>
    public const string Gap = "[...]";

    private static readonly FrozenSet<string> Concluding = FrozenSet.Create(
        StringComparer.Ordinal, "answer", "answers", "therefore", "thus", "hence", "conclude", "concludes", "conclusion", "concluding", "correct", "right",
            "choice", "choose", "chosen", "select", "selected", "points", "point",
        "pointing", "favors", "favours", "favor", "favour", "likely", "best", "must", "so", "converge", "converges", "option", "options", "exception",
            "diagnosis", "consequently", "accordingly", "leaves", "settles", "decides", "winner",
        "verdict", "ultimately", "overall", "clearly", "obviously", "pick");

    /// <summary>The words of all steps with the gaps, a line a step; steps of which nothing is left are left out.</summary>
    public static string MaskSteps(RequestReading reading) =>
        string.Join('\n', reading.Request.Chain.Steps.Select((_, index) => Mask(reading.Step(index), reading)).Where(masked => !IsEmpty(masked)));

    /// <summary>A step's words with the gaps.</summary>
    private static string Mask(ProseText text, RequestReading reading)
    {
        if (text.Words.Count == 0)
        {
            return text.Text;
        }

        string? answer = reading.Request.Chain.Answer;
        IReadOnlyList<OptionMention> mentions = reading.Options.Find(text);
        ProseSpan[] answers = reading.Request.Question.Options.Count > 0 || answer is null ? [] : [.. text.Find(ProseText.Keys(answer))];
        IEnumerable<string> sentences = Enumerable.Range(0, text.SentenceCount).Select(
            number => States(text, number, mentions, answers) ? Gap : text.SentenceText(number));
        return string.Join(' ', sentences);
    }

    /// <summary>Whether anything but gaps is left of a text.</summary>
    public static bool IsEmpty(string masked) => string.IsNullOrWhiteSpace(masked.Replace(Gap, string.Empty, StringComparison.Ordinal));

    private static bool States(ProseText text, int number, IReadOnlyList<OptionMention> mentions, ProseSpan[] answers)
    {
        ProseSpan sentence = text.Sentence(number);
        ProseSpan[] named = [.. mentions.Where(mention => !mention.IsByLabel).Select(mention => mention.Span).Concat(answers).Where(sentence.Overlaps)];
        if (mentions.Any(mention => mention.IsByLabel && sentence.Overlaps(mention.Span)))
        {
            return true;
        }

        int rest = sentence.Count - named.Sum(span => span.Count);
        return named.Length > 0 && (rest <= 3 || Enumerable.Range(sentence.First, sentence.Count)
            .Any(index => Concluding.Contains(text.Words[index].Form) && !named.Any(span => span.First <= index && index <= span.Last)));
    }
}
