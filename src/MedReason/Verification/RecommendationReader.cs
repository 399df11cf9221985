using System.Text.RegularExpressions;

namespace MedReason.Verification;

/// <summary>Determines by its words whether a chain recommends a drug, and does not call it a cause or advise against it.</summary>
internal static partial class RecommendationReader
{
    /// <summary>Whether concluding a drug in answer to a question recommends it.</summary>
    /// <param name="question">The question.</param>
    /// <param name="text">Its words.</param>
    /// <remarks>
    /// Not where the question asks what to avoid or, by "except", what does not hold; nor where it asks for a culprit, a mechanism or what to stop.
    /// </remarks>
    public static bool IsRecommended(MedicalQuestion question, ProseText text)
    {
        bool isAvoided = question.Seeks == Polarity.Contraindicated;
        bool isException = question.Ask == QuestionAsk.Except;
        if (question.Seeks == Polarity.Absent || isAvoided != isException)
        {
            return false;
        }

        // "All of these should be avoided EXCEPT" asks for what may be given.
        if (isAvoided)
        {
            return true;
        }

        return text.SentenceCount == 0 || !AsksForCulprit().IsMatch(text.SentenceText(text.SentenceCount - 1));
    }

    /// <summary>Determines whether a sentence recommends the drug at a position in it.</summary>
    public static bool Recommends(ProseText sentence, ProseSpan drug)
    {
        string before = sentence.Text[..sentence.Words[drug.First].Start];
        string after = sentence.Text[sentence.Words[drug.Last].End..];
        return (Advice().IsMatch(before) || AdviceAfter().IsMatch(after)) && !Warning().IsMatch(before) && !WarningAfter().IsMatch(after);
    }

    [GeneratedRegex(
        @"\b(?:caus(?:e|es|ed|ing)|responsible|culprit|side\s+effects?|adverse|overdos\w*|toxicity|poison\w*|intoxication|mechanism|metaboli[sz]ed"
        + @"|discontinu\w*|stop(?:ped|ping)?|withdraw\w*|(?:was|been|is)\s+(?:most\s+)?(?:likely\s+)?(?:taking|ingested|exposed)|(?:exacerbat|worsen"
        + @"|precipitat|trigger)\w*|risk\s+factor|explains?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsksForCulprit();

    [GeneratedRegex(
        @"\b(?:recommend\w*|prescrib\w+|administer\w*|give|giving|start(?:ing|ed)?|initiat\w+|begin|treat(?:ed|ing)?\s+(?:\w+\s+){0,2}with"
        + @"|manage(?:d)?\s+with|receive|use|try|offer|drug\s+of\s+choice\s+is|choose|opt\s+for|put\s+(?:him|her|the\s+patient)\s+on)\b(?:(?!\b(?:not"
        + @"|never|than|but|avoid)\b)[^.;,]){0,60}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Advice();

    [GeneratedRegex(
        @"^[^.;,]{0,40}\b(?:(?:should|can|may|must)\s+(?:\w+\s+)?be\s+(?:given|started|used|prescribed|administered|initiated|recommended|preferred|tried)"
        + @"|is\s+(?:the\s+)?(?:\w+\s+){0,2}(?:recommended|preferred|advised|drug\s+of\s+choice|treatment\s+of\s+choice|first[- ]line|the\s+right\s+drug))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AdviceAfter();

    [GeneratedRegex(
        @"\b(?:avoid\w*|not|never|no|don't|contra-?indicat\w*|unsafe|unwise|inadvisable|inappropriate|risky|hazard\w*|harm\w*|danger\w*|withh\w+|stop\w*"
        + @"|discontinu\w*|instead\s+of|rather\s+than|without|against|caution\w*)\b[^.;,]{0,60}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Warning();

    [GeneratedRegex(
        @"^[^.;]{0,60}\b(?:not|never|avoid\w*|contra-?indicat\w*|unsafe|harm\w*|danger\w*|withheld|stopped|discontinued)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WarningAfter();
}
