namespace MedReason;

/// <summary>Writes paths as text for people and models.</summary>
public static class KgPathExtensions
{
    /// <summary>Returns the path in the graph's own words, with relations and their directions, as chains write it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="metadata">The metadata of the graph that it comes from.</param>
    /// <returns>One line without a full stop, such as <c>ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine</c>.</returns>
    public static string ToWords(this KgPath path, KnowledgeGraphMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(metadata);
        return new PathWording(metadata, []).Clause(path);
    }
}
