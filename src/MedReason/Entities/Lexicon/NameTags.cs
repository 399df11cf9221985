using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the endings in parentheses or behind a comma that a source puts behind its names: "(disorder)", ", NOS".</summary>
internal static class NameTags
{
    /// <summary>The minimum number of names with an ending, for it to be a tag.</summary>
    private const int MinSupport = 50;

    /// <summary>Returns the names that have a tag without it.</summary>
    public static IEnumerable<LexiconEntry> Strip(IReadOnlyList<LexiconEntry> names, LanguageProfile language)
    {
        HashSet<string> tags =
        [
            .. names.Where(static name => !name.Has(LexiconEntryTraits.Preferred)).Select(static name => EndingOf(name.Name)).OfType<string>()
                .GroupBy(static ending => ending).Where(static group => group.Count() >= MinSupport).Select(static group => group.Key),
        ];
        return names
            .Where(name => EndingOf(name.Name) is { } ending && tags.Contains(ending))
            .Select(name => name with { Words = name.Words[..^CountWords(EndingOf(name.Name)!, language)] })
            .Where(static name => name.Words.Length > 1);
    }

    private static int CountWords(string ending, LanguageProfile language)
    {
        int count = 0;
        TextTokenizer tokenizer = new(ending, language);
        while (tokenizer.TryRead(out TextToken token))
        {
            count += token.Has(TextTokenTraits.Stop) ? 0 : 1;
        }

        return count;
    }

    private static string? EndingOf(string name)
    {
        int start = name.EndsWith(')') ? name.LastIndexOf(" (", StringComparison.Ordinal) : name.LastIndexOf(", ", StringComparison.Ordinal);
        return start > 0 ? name[start..] : null;
    }
}
