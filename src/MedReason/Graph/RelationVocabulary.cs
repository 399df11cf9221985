namespace MedReason;

/// <summary>Describes relations by name: how they read, what they mean and what they can support. Immutable.</summary>
public sealed class RelationVocabulary
{
    private readonly Dictionary<RelationType, RelationInfo> _relations;

    /// <summary>Creates a vocabulary.</summary>
    /// <param name="name">The name of the vocabulary.</param>
    /// <param name="relations">The relations, each once.</param>
    public RelationVocabulary(string name, IEnumerable<RelationInfo> relations)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(relations);
        Name = name;
        _relations = relations.ToDictionary(static relation => relation.Relation);
    }

    /// <summary>Gets the name of the vocabulary.</summary>
    public string Name { get; }

    /// <summary>Gets the relations, in ordinal order of their names.</summary>
    public IReadOnlyList<RelationInfo> Relations => [.. _relations.Values.OrderBy(static relation => relation.Relation)];

    /// <summary>Finds a relation.</summary>
    /// <param name="relation">The relation.</param>
    /// <returns>Its description; null when the vocabulary does not describe it.</returns>
    public RelationInfo? Find(RelationType relation) => _relations.GetValueOrDefault(relation);
}
