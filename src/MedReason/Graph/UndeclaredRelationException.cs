using MedReason.Graph;

namespace MedReason;

/// <summary>Relations deny or warn by their names, such as <c>does_not_treat</c>, and nothing else describes them.</summary>
public class UndeclaredRelationException : KnowledgeGraphException
{
    /// <summary>Creates an exception without a message.</summary>
    public UndeclaredRelationException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">One sentence for a person that says what to do.</param>
    public UndeclaredRelationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with its cause.</summary>
    /// <param name="message">One sentence for a person that says what to do.</param>
    /// <param name="innerException">The cause.</param>
    public UndeclaredRelationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception for relations; the message lists them with the lines to add to a relation table.</summary>
    /// <param name="relations">The relations.</param>
    public UndeclaredRelationException(IReadOnlyList<RelationType> relations)
        : base(RelationSuggestion.ToMessage(relations)) => Relations = relations;

    /// <summary>Gets the relations, in ordinal order.</summary>
    /// <value>Default: empty.</value>
    public IReadOnlyList<RelationType> Relations { get; } = [];
}
