using System.Text.RegularExpressions;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>The node type that a question needs of its options and its answer, by which one of several nodes of one name is chosen.</summary>
internal static partial class NeededType
{
    private static readonly NodeType Drug = new("drug");
    private static readonly NodeType Disease = new("disease");
    private static readonly HashSet<string> DrugWords = [.. WordList.ReadWords("link-words", "asks-drug")];
    private static readonly HashSet<string> DiseaseWords = [.. WordList.ReadWords("link-words", "asks-disease")];

    /// <summary>
    /// Returns the type that most options can name; of several the one that the question's last sentence asks for; null when neither decides.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="groups">The mentions with the candidates that may be taken.</param>
    /// <param name="isTakeable">Whether a candidate may be taken.</param>
    public static NodeType? Find(MedicalQuestion question, IReadOnlyList<LinkGroup> groups, Func<LinkCandidate, bool> isTakeable)
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

        NodeType? asked = Asked(question.Text);
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

    private static NodeType? Asked(string text)
    {
        string sentence = LastSentence().Match(text.TrimEnd()).Value;
        foreach (ValueMatch word in Words().EnumerateMatches(sentence))
        {
            string lower = sentence.Substring(word.Index, word.Length).ToLowerInvariant();
            if (DrugWords.Contains(lower))
            {
                return Drug;
            }

            if (DiseaseWords.Contains(lower))
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
