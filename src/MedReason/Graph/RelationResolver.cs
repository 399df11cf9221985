using MedReason.Shared;

namespace MedReason;

/// <summary>Describes the relations that a reader meets: by the caller's relation table, then by the built-in vocabularies, then by name.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class RelationResolver
{
    private readonly RelationVocabulary? _table;
    private readonly SortedSet<RelationType> _undeclared = [];
    private readonly SortedSet<RelationType> _denying = [];

    /// <summary>Creates a resolver.</summary>
    /// <param name="table">The relation table of the caller, which comes before the built-in vocabularies; null for none.</param>
    public RelationResolver(RelationVocabulary? table = null) => _table = table;

    /// <summary>Gets the relations that were resolved by their name alone, in ordinal order: their meaning is unspecified.</summary>
    public IReadOnlyCollection<RelationType> Undeclared => _undeclared;

    /// <summary>Describes a relation.</summary>
    /// <remarks>
    /// A display name comes before the one of a built-in vocabulary, not before the one of the caller's table. One that denies what a built-in vocabulary
    /// affirms, such as "does not treat" for <c>treats</c>, leaves the relation undeclared.
    /// </remarks>
    /// <param name="relation">The relation.</param>
    /// <param name="displayName">The short name for a person that the source gives; null when it gives none.</param>
    /// <returns>The description.</returns>
    public RelationInfo Resolve(RelationType relation, string? displayName = null)
    {
        if (_table?.Find(relation) is { } declared)
        {
            return declared;
        }

        if (RelationVocabulary.BuiltIn.Find(relation) is { } known
            && (known.Polarity != Polarity.Affirmed || RelationWords.GetPolarity(displayName) == Polarity.Affirmed))
        {
            return string.IsNullOrWhiteSpace(displayName) ? known : known with { DisplayName = displayName.Trim() };
        }

        RelationInfo named = RelationInfo.FromName(relation, displayName);
        _undeclared.Add(relation);
        if (named.Polarity != Polarity.Affirmed)
        {
            _denying.Add(relation);
        }

        return named;
    }

    /// <summary>Describes the denial of a relation, <c>name/negated</c>, whose polarity is absent.</summary>
    /// <param name="relation">The description of the relation that is denied.</param>
    /// <returns>The description of its denial.</returns>
    public static RelationInfo Negate(RelationInfo relation)
    {
        ArgumentNullException.ThrowIfNull(relation);
        return relation with
        {
            Relation = new RelationType(relation.Relation.Value + "/negated"),
            DisplayName = "not " + relation.DisplayName,
            ForwardPhrase = "is stated not to hold: " + relation.ForwardPhrase,
            ReversePhrase = "is stated not to hold: " + relation.ReversePhrase,
            Polarity = Polarity.Absent,
        };
    }

    /// <summary>Checks that no relation that is known by its name alone denies or warns.</summary>
    /// <exception cref="UndeclaredRelationException">There is one; the message lists all of them, with the lines to add to a relation table.</exception>
    public void ThrowIfDenying()
    {
        if (_denying.Count > 0)
        {
            throw new UndeclaredRelationException([.. _denying]);
        }
    }
}
