using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>Reads what the words of a conclusion conclude, as opposed to what they only mention.</summary>
internal static class ConclusionReader
{
    // Words after which an option is set aside: "rather than A", "not A", "the graph would lean towards A".
    private static readonly FrozenSet<string> SettingAside = FrozenSet.Create(
        StringComparer.Ordinal, "not", "than", "unlike", "instead", "without", "versus", "vs", "neither", "nor", "excluding", "against", "would", "although",
            "though", "whereas", "while", "over", "no", "eliminate", "eliminates", "rules");

    // Words that set the option before them aside: "A is unlikely", "A can be excluded".
    private static readonly FrozenSet<string> SetAside = FrozenSet.Create(
        StringComparer.Ordinal, "unlikely", "incorrect", "wrong", "excluded", "not", "ruled", "cannot", "less", "eliminated", "false", "implausible");

    /// <summary>The words that state the conclusion: the section of that name, else the last step, else the whole text.</summary>
    public static string GetWords(ReasoningChain chain) =>
        ChainSections.FindConclusion(chain.Text) ?? (chain.Steps.Count > 0 ? chain.Steps[^1].Text : chain.Text);

    /// <summary>Gets the labels that the words conclude, each once, in their order in the text.</summary>
    /// <param name="words">The conclusion's words.</param>
    /// <param name="options">The options.</param>
    /// <param name="isException">Whether the question asks for the option that does not hold, so that denying an option may be the conclusion.</param>
    public static IReadOnlyList<string> FindLabels(string words, OptionReader options, bool isException)
    {
        var text = ProseText.Read(words);
        IReadOnlyList<OptionMention> mentions = options.Find(text);
        var concluded = new List<string>();
        foreach (OptionMention mention in mentions)
        {
            if (!IsSetAside(text, mention, mentions) && !concluded.Contains(mention.Label))
            {
                concluded.Add(mention.Label);
            }
        }

        if (concluded.Count == 0 && isException)
        {
            concluded.AddRange(mentions.Select(mention => mention.Label).Distinct(StringComparer.Ordinal));
        }

        return concluded;
    }

    private static bool IsSetAside(ProseText text, OptionMention mention, IReadOnlyList<OptionMention> mentions)
    {
        int sentence = text.Words[mention.Span.First].Sentence;
        for (int i = mention.Span.First - 1; i >= 0 && text.Words[i].Sentence == sentence; i--)
        {
            if (mentions.Any(other => other.Label != mention.Label && other.Span.First <= i && i <= other.Span.Last))
            {
                // "Not A but B": what precedes another option belongs to that option, unless a list goes on.
                break;
            }

            // "The best site would be B" concludes B.
            bool isVerdict = text.Words[i].Form == "would" && text.Words[i + 1].Form == "be";
            if (SettingAside.Contains(text.Words[i].Form) && !isVerdict && !IsBut(text, i, mention.Span.First))
            {
                return true;
            }
        }

        for (int i = mention.Span.Last + 1; i < text.Words.Count && text.Words[i].Sentence == sentence; i++)
        {
            ProseWord word = text.Words[i];
            if ((word.Traits & (TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore)) != 0
                || mentions.Any(other => other.Label != mention.Label && other.Span.First <= i && i <= other.Span.Last))
            {
                break;
            }

            if (word.Form is "and" or "but" or "because" or "since" or "as" or "which" or "rather" or "instead")
            {
                break;
            }

            if (SetAside.Contains(word.Form))
            {
                return true;
            }
        }

        return false;
    }

    // A comma or "but" ends the reach: "although rare, B", "not a drug but B".
    private static bool IsBut(ProseText text, int cue, int mention)
    {
        for (int i = cue + 1; i <= mention; i++)
        {
            if (text.Words[i].Form is "but" or "therefore" or "so" || (text.Words[i].Traits & (TextTokenTraits.CommaBefore | TextTokenTraits.BreakBefore)) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
