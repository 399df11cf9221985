using System.Text.RegularExpressions;
using MedReason.Questions;

namespace MedReason;

/// <summary>What the wording of a question asks for, read from its last sentence.</summary>
/// <remarks>A reading of words, not of medicine: where a source says itself what it asks, that wins. Safe for concurrent use.</remarks>
public static partial class QuestionWording
{
    // The asking sentence is the last one; a longer tail would read the vignette's own negations.
    private const int LongestAsk = 400;

    /// <summary>Whether a question asks for the option that does not hold.</summary>
    /// <param name="text">The question text.</param>
    /// <param name="language">The language of the text; null for English. Of a language without such words every question affirms.</param>
    /// <returns><see cref="QuestionAsk.Except"/> for "all of the following EXCEPT", "which is NOT true", "false", "incorrect", "least likely" and the
    /// like.</returns>
    public static QuestionAsk DetectAsk(string text, LanguageProfile? language = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (language is { IsEnglish: false })
        {
            return IntentCues.Of(language).Except?.IsMatch(LastSentence(text)) == true ? QuestionAsk.Except : QuestionAsk.Affirm;
        }

        // "should not be given" asks for what to avoid, which an option affirms.
        string ask = AvoidWords().Replace(LastSentence(text), " ");
        return AlwaysExcept().IsMatch(ask) || (ExceptWords().IsMatch(ask) && !NotExcept().IsMatch(ask)) ? QuestionAsk.Except : QuestionAsk.Affirm;
    }

    /// <summary>The polarity of the relation that a question asks about.</summary>
    /// <param name="text">The question text.</param>
    /// <param name="language">The language of the text; null for English.</param>
    /// <returns>
    /// <see cref="Polarity.Contraindicated"/> for "contraindicated", "should be avoided"; <see cref="Polarity.Absent"/> for "is absent in",
    /// "characteristically absent"; else <see cref="Polarity.Affirmed"/>.
    /// </returns>
    public static Polarity DetectSeeks(string text, LanguageProfile? language = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        string ask = LastSentence(text);
        if (AvoidWordsOf(language)?.IsMatch(ask) == true)
        {
            return Polarity.Contraindicated;
        }

        Regex? absent = language is { IsEnglish: false } ? IntentCues.Of(language).Absent : AbsentWords();
        return absent?.IsMatch(ask) == true ? Polarity.Absent : Polarity.Affirmed;
    }

    /// <summary>Returns the words of a language by which a question asks for what to avoid; null when it has none.</summary>
    internal static Regex? AvoidWordsOf(LanguageProfile? language) => language is { IsEnglish: false } ? IntentCues.Of(language).Avoid : AvoidWords();

    /// <summary>Returns the asking sentence: the last one, of which at most the end is read.</summary>
    internal static string LastSentence(string text)
    {
        ReadOnlySpan<char> tail = text.AsSpan().TrimEnd();
        if (tail.Length > LongestAsk)
        {
            tail = tail[^LongestAsk..];
        }

        // A sentence ends with a mark that white space follows, and the next one does not start in lower case: "is not. true" is one slip of the pen.
        for (int i = tail.Length - 2; i > 0; i--)
        {
            if (tail[i] is '.' or '?' or '!' or '\n' && char.IsWhiteSpace(tail[i + 1]))
            {
                ReadOnlySpan<char> next = tail[(i + 1)..].Trim();
                if (next.Length > 3 && !char.IsLower(next[0]))
                {
                    return next.ToString();
                }
            }
        }

        return tail.ToString();
    }

    [GeneratedRegex(@"\bexcept(?:ing)?\b|\bexception\s+(?:is|of)\b|\b(?:is|are)\s+(?:an\s+)?exceptions?\b|\bnot\.?\s*true\b|\bnot\s+correct\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AlwaysExcept();

    [GeneratedRegex(
        @"\bwhich\b[^.?]*\bnot\b|\b(?:is|are|was|were|does|do|would|will|can|has|have)\s+not\b|^not\b"
        + @"|\bnot\s+(?:(?:be|been|a|an|the|typically|usually|commonly|likely|to)\s+){0,2}(?:seen|found|present|included?|associated|used|caused?"
        + @"|characteristic|features?|part|indicated|required|recommended|responsible|involved|consistent|complications?|signs?|symptoms?|component"
        + @"|example|branch|function|property|considered|given|done|derived|supplied|contain(?:ed)?|produced|affected|helpful|useful|expected|known"
        + @"|related|possible|common|typical|belong|occur|ture)\b"
        + @"|\b(?:is|are)\s+(?:\w+\s+)?(?:false|incorrect|untrue|wrong)\b|\b(?:false|incorrect|untrue|wrong)\s+(?:about|regarding|statement|for|option"
        + @"|match|pair)|^(?:false|incorrect|untrue|wrong)\b"
        + @"|\b(?:true|correct)\s+but\b|\bleast\s+(?:likely|commonly?|associated|consistent|appropriate|useful|helpful|important)\b|\bunlikely\b"
        + @"|\ball\b[^.?]*\bbut\b\s*[:.?-]*\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ExceptWords();

    // "the patient does not", "why it is not", "if not treated", "not only" and "whether or not" deny something else than the option.
    [GeneratedRegex(
        @"\bnot\s+(?:only|yet|just)\b|\bwhether\s+or\s+not\b|\bif\s+(?:\w+\s+){0,3}not\b"
        + @"|\b(?:that|who|why|because|since|when|but|he|she|they|it|patient|population)\s+(?:\w+\s+){0,4}(?:does|do|did|is|are|was|were|should|would|has"
        + @"|have|can|could|will)\s+not\b"
        + @"|\bwhich\s+(?:does|do|is|are|was|has|have)\s+not\b(?=.*\b(?:best|most)\b)|\bfalse\s+(?:positive|negative)|\bshould\s+not\b|\bproportion\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotExcept();

    [GeneratedRegex(
        @"\bcontra-?\s?indicat(?:ed|ion|ions)\b|\b(?:should|must|to\s+be|best)\s+(?:\w+\s+)?avoid(?:ed)?\b"
        + @"|\b(?:should|must|can)\s+not\s+be\s+(?:given|used|administered|prescribed|started|taken)\b|\bnot\s+safe\b|\bunsafe\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AvoidWords();

    /// <summary>Matches a question about laboratory values, which are no findings that a graph knows.</summary>
    [GeneratedRegex(@"\blab(?:oratory|s)?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    internal static partial Regex LaboratoryWords();

    /// <summary>Matches what refers to a drug that was mentioned before.</summary>
    [GeneratedRegex(
        @"\b(?:this|these|that)\s+(?:new\s+)?(?:drugs?|medications?|medicines?|agents?|treatment|therapy|regimen)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    internal static partial Regex MentionedDrugWords();

    [GeneratedRegex(@"\b(?:is|are|be)\s+(?:\w+ly\s+)?(?:absent|lacking|missing)\b|\babsence\s+of\s+which\b|\bwhich\b[^.?]*\babsent\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AbsentWords();
}
