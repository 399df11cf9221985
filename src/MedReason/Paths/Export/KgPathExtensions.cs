namespace MedReason;

/// <summary>Writes paths for people and models.</summary>
public static class KgPathExtensions
{
    /// <summary>Writes a path in the words of its graph, with relations and their directions, as chains do.</summary>
    /// <param name="path">The path.</param>
    /// <param name="metadata">The metadata of the graph that the path comes from.</param>
    /// <returns>One line without a full stop, such as <c>ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine</c>.</returns>
    public static string ToWords(this KgPath path, KnowledgeGraphMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(metadata);
        return new PathWording(metadata, []).Clause(path);
    }
}
