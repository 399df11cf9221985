using System.Text.RegularExpressions;
using MedReason.Text;

namespace MedReason.Questions;

/// <summary>The cues of a language; the list <c>intent-cues.txt</c> of English states their syntax.</summary>
internal sealed class IntentCues
{
    private const string OptionsSection = "options ";
    private const string ByOptionsSuffix = " by options";

    // The words that belong to a noun end at a verb or a preposition: "which of the following drugs most likely caused" asks for no cause of its own.
    private const string NounWords =
        " (?:(?!(?:is|are|was|were|be|best|most|would|should|can|could|may|might|will|does|do|did|has|have|had|describes?|represents?|explains?"
        + @"|accurately|treats?|to|in|of|for|by|with|from|that)\b)[^\s.?!,;:]+ ){0,4}?";

    private IntentCues(LanguageProfile language)
    {
        List<IntentCue> sentences = [];
        List<IntentCue> options = [];
        foreach (IGrouping<string, WordLine> section in language.Sections(
            static name => name.StartsWith(LanguageProfile.IntentSection, StringComparison.Ordinal)))
        {
            string name = section.Key[LanguageProfile.IntentSection.Length..];
            bool ofOptions = name.StartsWith(OptionsSection, StringComparison.Ordinal);
            name = ofOptions ? name[OptionsSection.Length..] : name;
            bool byOptions = name.EndsWith(ByOptionsSuffix, StringComparison.Ordinal);
            QuestionIntent intent = Enum.TryParse(name.Split(' ')[0], out QuestionIntent known)
                ? known
                : throw section.First().Error($"expected a section of an intent such as [intent Diagnosis], found [{section.Key}]");
            (ofOptions ? options : sentences).Add(new IntentCue(intent, byOptions, ToRegex(section)));
        }

        Sentences = sentences;
        Options = options;
        Except = ReadWording(language, "except");
        Avoid = ReadWording(language, "avoid");
        Absent = ReadWording(language, "absent");
    }

    /// <summary>Gets the cues of the asking sentence; the first that matches decides.</summary>
    public IReadOnlyList<IntentCue> Sentences { get; }

    /// <summary>Gets the words of options; the first that matches is what an option shows.</summary>
    public IReadOnlyList<IntentCue> Options { get; }

    /// <summary>Gets the words by which a question asks for the option that does not hold; null when the language has none.</summary>
    public Regex? Except { get; }

    /// <summary>Gets the words by which a question asks for what to avoid; null when the language has none.</summary>
    public Regex? Avoid { get; }

    /// <summary>Gets the words by which a question asks for what is absent; null when the language has none.</summary>
    public Regex? Absent { get; }

    /// <summary>Returns the cues of a language, which are read once.</summary>
    /// <exception cref="InputFormatException">A section names no intent, or a line is no expression.</exception>
    public static IntentCues Of(LanguageProfile language) => language.Table(static l => new IntentCues(l));

    private static Regex? ReadWording(LanguageProfile language, string section) =>
        language.Lines(section).ToList() is { Count: > 0 } lines ? ToRegex(lines) : null;

    private static Regex ToRegex(IEnumerable<WordLine> lines)
    {
        List<string> joined = [];
        foreach (string line in lines.Select(static line => line.Text))
        {
            if (line.StartsWith(' '))
            {
                joined[^1] += line.Trim();
            }
            else
            {
                joined.Add(line);
            }
        }

        string words = string.Join('|', joined.Select(static line => $"(?:{Expand(line)})"));
        try
        {
            return new Regex($@"(?<!\w)(?:{words})(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        }
        catch (ArgumentException exception)
        {
            throw lines.First().Error($"expected regular expressions in the section [{lines.First().Section}], found {exception.Message}");
        }
    }

    private static string Expand(string line) => line
        .Replace("which ~ ", "(?:which(?: of (?:this|these|the|his|her))?|what|following) ~ ", StringComparison.Ordinal)
        .Replace(" ~ ", NounWords, StringComparison.Ordinal)
        .Replace(" ... ", @" (?:[^\s.?!]+ ){0,6}?", StringComparison.Ordinal)
        .Replace(" ", @"\s+", StringComparison.Ordinal);
}
