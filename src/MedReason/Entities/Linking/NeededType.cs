using System.Text.RegularExpressions;

namespace MedReason.Entities;

/// <summary>The node type that a question needs of its options and its answer, by which one of several nodes of one name is chosen.</summary>
internal static partial class NeededType
{
    private static readonly NodeType Drug = new("drug");
    private static readonly NodeType Disease = new("disease");

    /// <summary>
    /// Returns the type that most options can name; of several the one that the question's last sentence asks for; null when neither decides.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="groups">The mentions with the candidates that may be taken.</param>
    /// <param name="isTakeable">Whether a candidate may be taken.</param>
    /// <param name="language">The words of the question's language.</param>
    public static NodeType? Find(MedicalQuestion question, IReadOnlyList<LinkGroup> groups, Func<LinkCandidate, bool> isTakeable, LinkWords language)
    {
        var options = new Dictionary<NodeType, HashSet<string?>>();
        foreach (LinkGroup group in groups.Where(static group => group.First.Role == MentionRole.Option))
        {
            foreach (LinkCandidate candidate in group.Candidates.Where(isTakeable))
            {
                if (!options.TryGetValue(candidate.Node.Type, out HashSet<string?>? labels))
                {
                    options.Add(candidate.Node.Type, labels = []);
                }

                labels.Add(group.First.OptionLabel);
            }
        }

        NodeType? asked = Asked(question.Text, language);
        if (options.Count == 0)
        {
            return asked;
        }

        int most = options.Values.Max(static labels => labels.Count);
        NodeType[] first = [.. options.Where(type => type.Value.Count == most).Select(static type => type.Key)];
        return first.Length == 1 && most > 1 ? first[0]
            : asked is { } type && first.Contains(type) ? type
            : null;
    }

    private static NodeType? Asked(string text, LinkWords language)
    {
        string sentence = LastSentence().Match(text.TrimEnd()).Value;
        foreach (ValueMatch word in Words().EnumerateMatches(sentence))
        {
            ReadOnlySpan<char> written = sentence.AsSpan(word.Index, word.Length);
            if (language.AsksDrug.Contains(written))
            {
                return Drug;
            }

            if (language.AsksDisease.Contains(written))
            {
                return Disease;
            }
        }

        return null;
    }

    [GeneratedRegex(@"[^.?!\n]*[.?!:]?$", RegexOptions.CultureInvariant)]
    private static partial Regex LastSentence();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
