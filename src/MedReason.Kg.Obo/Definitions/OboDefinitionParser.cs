using System.Buffers;

namespace MedReason.Kg.Obo;

/// <summary>Finds the statements in the text of a definition: a relation, then the words up to the next relation, mark or bracket.</summary>
internal static class OboDefinitionParser
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(",;()[]\r\n");

    /// <summary>Returns the statements of a node's definition whose relations mean that a disease presents a finding, in the order of the text.</summary>
    public static IEnumerable<OboDefinitionStatement> Parse(KgNode node)
    {
        string text = node.Definition ?? string.Empty;
        for (int start = NextRelation(text, 0, out int end); start < text.Length; start = NextRelation(text, end, out end))
        {
            var relation = new RelationType(text[start..end]);
            if (RelationVocabulary.BuiltIn.Find(relation) is { Meaning: var meaning, Polarity: Polarity.Affirmed, IsMeaningReversed: false }
                && meaning == RelationMeaning.Presents
                && ReadWords(text, end) is { Length: > 0 } words)
            {
                yield return new OboDefinitionStatement { Node = node.Id, Relation = relation, Text = words };
            }
        }
    }

    /// <summary>Finds the next word that is written as relations are: letters, joined by underscores.</summary>
    /// <returns>Its start; the length of the text when there is none.</returns>
    private static int NextRelation(string text, int from, out int end)
    {
        for (int i = from; i < text.Length; i = end)
        {
            end = i + 1;
            if (char.IsAsciiLetter(text[i]))
            {
                while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                {
                    end++;
                }

                if (text.AsSpan(i, end - i).Contains('_'))
                {
                    return i;
                }
            }
        }

        end = text.Length;
        return text.Length;
    }

    private static string ReadWords(string text, int from)
    {
        ReadOnlySpan<char> rest = text.AsSpan(from, NextRelation(text, from, out _) - from);
        int end = rest.IndexOfAny(Ends);
        rest = (end < 0 ? rest : rest[..end]).Trim();
        int stop = rest.IndexOf(". ", StringComparison.Ordinal);
        rest = (stop < 0 ? rest : rest[..stop]).TrimEnd(". ");
        foreach (string joining in (string[])[" and", " or"])
        {
            rest = rest.EndsWith(joining, StringComparison.OrdinalIgnoreCase) ? rest[..^joining.Length].TrimEnd() : rest;
        }

        return rest.ToString();
    }
}
