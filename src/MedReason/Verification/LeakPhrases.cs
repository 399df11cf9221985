using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace MedReason.Verification;

/// <summary>Finds the phrases by which a chain reveals that it was given its answer, its paths or instructions.</summary>
internal static partial class LeakPhrases
{
    // Each phrase of a kind holds one of these; most steps hold none, and are spared the patterns.
    private static readonly SearchValues<string> AnswerWords = SearchValues.Create(
        ["answer", "option", "choice", "solution", "label"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> InstructionWords = SearchValues.Create(
        [
            "path", "triple", "hint", "knowledge", "instruct", "language", "prompt", "asked", "told", "required", "supposed", "ignore", "disregard", "forget",
                "pretend", "without", "hidden", "secret",
            .. "\t\n\v\f\r ".SelectMany(space => (string[])[space + "ai", space + "if"]),
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Words that speak of a given answer; null when there are none.</summary>
    public static string? FindGivenAnswer(string text) =>
        MayHold(text, AnswerWords) ? Find(GivenAnswer(), text) ?? Find(AnswerAsGround(), text) ?? Find(InformedAnswer(), text) : null;

    /// <summary>Words that speak of instructions, a prompt, or given paths; null when there are none.</summary>
    public static string? FindInstruction(string text) =>
        MayHold(text, InstructionWords) ? Find(GivenPaths(), text) ?? Find(Instructions(), text) ?? Find(Pretence(), text) : null;

    // The patterns know letters beyond ASCII that fold to those of the words; the search does not.
    private static bool MayHold(string text, SearchValues<string> words) => !Ascii.IsValid(text) || text.AsSpan().ContainsAny(words);

    private static string? Find(Regex phrases, string text) => phrases.Match(text) is { Success: true } match ? match.Value : null;

    // "The provided answer", "the answer that was given", "the answer key", "the gold label".
    [GeneratedRegex(
        @"\b(?:given|provided|supplied|stated|known|listed|marked|labell?ed|official|reference|gold(?:en)?|ground[- "
            + @"]truth|predetermined|expected|target)\s+(?:(?:correct|right|final|true)\s+)?answers?\b"
        + @"|\banswers?\s*(?:,?\s*(?:that|which|as)\s+)?(?:(?:is|was|were|are|has\s+been|have\s+been|already|I\s+was|we\s+were|you|they)\s+)*(?:given"
        + @"|provided|supplied|stated|revealed|disclosed|handed|gave|supplied)\b(?!\s+(?:by\s+the\s+patient|that\s+(?:the|she|he)))"
        + @"|\banswer[- ]key\b|\b(?:gold|reference|ground[- "
            + @"]truth)\s+(?:label|solution|standard\s+answer)s?\b|\bcorrect\s+(?:answer|option)\s+(?:as\s+)?(?:indicated|specified|marked|listed)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GivenAnswer();

    // "Since the answer is B", "knowing that the correct option is B": the answer as the reason instead of the result.
    [GeneratedRegex(
        @"\b(?:since|because|given\s+that|as|seeing\s+that|knowing(?:\s+that)?|considering\s+that)\s+(?:we\s+know\s+(?:that\s+)?)?the\s+(?:(?:correct"
        + @"|right|true|actual|final)\s+)?(?:answer|option|choice)\s+(?:is|was|must\s+be|has\s+to\s+be|should\s+be)\b"
        + @"|\b(?:according\s+to|based\s+on|as\s+per|per|working\s+back(?:wards?)?\s+from|starting\s+from|to\s+(?:justify|support|match|fit|arrive\s+at"
        + @"|reach|explain))\s+the\s+(?:(?:correct|right|true|actual|known)\s+)?answer\b(?!\s+(?:choices|options))"
        + @"|\bwhy\s+the\s+(?:correct\s+|right\s+)?answer\s+is\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnswerAsGround();

    [GeneratedRegex(
        @"\b(?:I|we)(?:\s+(?:am|are|was|were|have\s+been|had\s+been)|'re|'ve\s+been|'m)?\s+(?:already\s+)?(?:told|given|shown|handed|informed(?:\s+of)?"
        + @"|know|knew)\s+(?:that\s+)?the\s+(?:(?:correct|right|true|final)\s+)?(?:answer|option|solution)\b"
        + @"|\b(?:you|the\s+user|the\s+prompt|the\s+dataset|the\s+source)\s+(?:gave|give|gives|provided|provides|told|tells|supplied|states?"
        + @"|says?)\s+(?:us\s+|me\s+)?(?:that\s+)?the\s+(?:correct\s+|right\s+)?answer\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InformedAnswer();

    [GeneratedRegex(
        @"\b(?:given|provided|supplied|offered|retrieved|listed|input)\s+(?:(?:reasoning|knowledge[- "
            + @"]graph|graph|kg|evidence|candidate|relevant)\s+)*(?:paths?|triples?|hints?|knowledge\s+graph)\b"
        + @"|\b(?:reasoning\s+)?(?:paths?|triples?|hints?)\s*,?\s*(?:that\s+|which\s+)?(?:(?:is|was|were|are|have\s+been|has\s+been|I\s+was|we\s+were"
        + @"|you)\s+)+(?:given|provided|supplied|offered|gave|handed|told)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GivenPaths();

    [GeneratedRegex(
        @"\bas\s+(?:instructed|an\s+ai\b|a\s+language\s+model)|\b(?:your|my|these|the\s+system|the\s+above|the\s+given|the\s+task'?s?)\s+instructions?\b"
        + @"|\binstructions?\s+(?:say|state|tell|ask|require|forbid|given|provided|above)\b"
        + @"|\bsystem\s+prompt\b|\b(?:in|by|from|per|of)\s+(?:the|your|this)\s+prompt\b(?!\s+\w+)|\bthe\s+prompt\s+(?:says|states|asks|gives|gave|tells"
        + @"|told|above|provided|requires)\b"
        + @"|\b(?:I|we)\s+(?:(?:was|am|were|are|have\s+been)\s+)(?:asked|told|instructed|required|supposed)\s+to\b|\b(?:ignore|disregard"
        + @"|forget)\s+(?:all\s+|any\s+)?(?:previous|prior|above|earlier)\s+(?:instructions?|messages?|text)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Instructions();

    [GeneratedRegex(
        @"\b(?:I|we|let\s+us|let's|will|must|to)\s+pretend(?:ing)?\b|\bpretending\s+(?:not\s+to|that)\b|\bas\s+if\s+(?:I|we)\s+(?:did\s+not|didn't"
        + @"|do\s+not|don't)\s+(?:already\s+)?(?:know|have|see)\b"
        + @"|\bwithout\s+(?:revealing|mentioning|disclosing|referring\s+to|giving\s+away)\s+(?:that\s+)?(?:the\s+)?(?:answer|prompt|instructions?"
        + @"|source)\b|\b(?:hidden|secret)\s+answer\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pretence();
}
