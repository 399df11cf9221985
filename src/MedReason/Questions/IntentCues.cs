using System.Text.RegularExpressions;
using MedReason.Text;

namespace MedReason.Questions;

/// <summary>The cues of the embedded list <c>intent-cues.txt</c>, which states its own syntax.</summary>
internal sealed class IntentCues
{
    private const string OptionsSection = "options ";
    private const string ByOptionsSuffix = " by options";

    // The words that belong to a noun end at a verb or a preposition: "which of the following drugs most likely caused" asks for no cause of its own.
    private const string NounWords =
        " (?:(?!(?:is|are|was|were|be|best|most|would|should|can|could|may|might|will|does|do|did|has|have|had|describes?|represents?|explains?"
        + @"|accurately|treats?|to|in|of|for|by|with|from|that)\b)[^\s.?!,;:]+ ){0,4}?";

    private static readonly Lazy<IntentCues> Embedded = new(static () => new IntentCues());

    private IntentCues()
    {
        List<IntentCue> sentences = [];
        List<IntentCue> options = [];
        foreach (IGrouping<string, string> section in WordList.Read("intent-cues"))
        {
            bool ofOptions = section.Key.StartsWith(OptionsSection, StringComparison.Ordinal);
            string name = ofOptions ? section.Key[OptionsSection.Length..] : section.Key;
            bool byOptions = name.EndsWith(ByOptionsSuffix, StringComparison.Ordinal);
            (ofOptions ? options : sentences).Add(new IntentCue(Enum.Parse<QuestionIntent>(name.Split(' ')[0]), byOptions, ToRegex(section)));
        }

        Sentences = sentences;
        Options = options;
    }

    /// <summary>Gets the cues of the embedded list, which is read once.</summary>
    public static IntentCues Default => Embedded.Value;

    /// <summary>Gets the cues of the asking sentence; the first that matches decides.</summary>
    public IReadOnlyList<IntentCue> Sentences { get; }

    /// <summary>Gets the words of options; the first that matches is what an option shows.</summary>
    public IReadOnlyList<IntentCue> Options { get; }

    private static Regex ToRegex(IEnumerable<string> lines)
    {
        List<string> joined = [];
        foreach (string line in lines)
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
        return new Regex($@"(?<!\w)(?:{words})(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
    }

    private static string Expand(string line) => line
        .Replace("which ~ ", "(?:which(?: of (?:this|these|the|his|her))?|what|following) ~ ", StringComparison.Ordinal)
        .Replace(" ~ ", NounWords, StringComparison.Ordinal)
        .Replace(" ... ", @" (?:[^\s.?!]+ ){0,6}?", StringComparison.Ordinal)
        .Replace(" ", @"\s+", StringComparison.Ordinal);
}
