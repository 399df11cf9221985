namespace MedReason.Entities;

/// <summary>The endings in parentheses or behind a comma that a source puts behind its names: "(disorder)", ", NOS".</summary>
internal sealed class NameTags
{
    /// <summary>The minimum number of synonyms with an ending, for it to be a tag.</summary>
    private const int MinSupport = 50;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _tags;

    private NameTags(HashSet<string> tags) => _tags = tags.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Finds the tags of the synonyms of some nodes.</summary>
    public static NameTags Find(IEnumerable<KgNode> nodes) => new(
    [
        .. nodes.SelectMany(static node => node.Synonyms).Select(static name => name[LengthWithoutEnding(name)..])
            .CountBy(static ending => ending).Where(static ending => ending.Key.Length > 0 && ending.Value >= MinSupport).Select(static ending => ending.Key),
    ]);

    /// <summary>Returns a name without its tag; null when it has none.</summary>
    public string? Strip(string name)
    {
        int length = LengthWithoutEnding(name);
        return length < name.Length && _tags.Contains(name.AsSpan(length)) ? name[..length] : null;
    }

    private static int LengthWithoutEnding(string name)
    {
        int start = name.EndsWith(')') ? name.LastIndexOf(" (", StringComparison.Ordinal) : name.LastIndexOf(", ", StringComparison.Ordinal);
        return start > 0 ? start : name.Length;
    }
}
