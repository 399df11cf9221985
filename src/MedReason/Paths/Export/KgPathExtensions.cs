namespace MedReason;

/// <summary>Tells paths to people and models.</summary>
public static class KgPathExtensions
{
    /// <summary>The path in the graph's own words, with relations and their directions, as chains tell it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="metadata">What the graph that it comes from says of its relations.</param>
    /// <returns>One line without a full stop, such as <c>ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine</c>.</returns>
    public static string ToWords(this KgPath path, KnowledgeGraphMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(metadata);
        return PathWording.Clean(new PathWording(metadata, []).Tell(path));
    }
}
