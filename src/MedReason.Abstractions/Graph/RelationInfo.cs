using MedReason.Shared;

namespace MedReason;

/// <summary>What a graph says of one of its relations: how to read it aloud and what it can support. Immutable.</summary>
public sealed record RelationInfo
{
    /// <summary>The relation.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>The family it is a part of: <c>drug_protein</c> for <c>drug_protein/target</c>, else the relation's own name.</summary>
    public required string Family { get; init; }

    /// <summary>The short name for a person, such as <c>side effect</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The words between source and target: "drug <em>is indicated for</em> disease".</summary>
    public required string ForwardPhrase { get; init; }

    /// <summary>The words between target and source: "disease <em>is treated by</em> drug".</summary>
    public required string ReversePhrase { get; init; }

    /// <summary>Whether it states presence, absence or a contraindication.</summary>
    public Polarity Polarity { get; init; }

    /// <summary>Gets what the relation means; <see cref="RelationMeaning.Unspecified"/> when no vocabulary and no relation table describes it.</summary>
    public RelationMeaning Meaning { get; init; }

    /// <summary>Gets a value indicating whether <see cref="Meaning"/> runs from target to source, as for <c>treated_by</c>.</summary>
    public bool IsMeaningReversed { get; init; }

    /// <summary>Whether the statement reads the same from both ends. The edge keeps its stored direction all the same.</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>Creates the description of a relation that its graph does not describe: directed, read by its name, of unspecified meaning.</summary>
    /// <remarks>
    /// It is affirmed unless a word of the name or of the display name denies (not, never, lacks, without: <see cref="Polarity.Absent"/>) or warns
    /// (contraindicated, avoid: <see cref="Polarity.Contraindicated"/>).
    /// </remarks>
    /// <param name="relation">The relation.</param>
    /// <param name="displayName">The short name for a person; when null or blank, the relation's own name with spaces for underscores.</param>
    /// <returns>The description.</returns>
    public static RelationInfo FromName(RelationType relation, string? displayName = null)
    {
        string family = relation.Family;
        string words = string.IsNullOrWhiteSpace(displayName) ? Spell(relation, family) : displayName.Trim();
        Polarity polarity = RelationWords.GetPolarity(relation.Value);
        return new RelationInfo
        {
            Relation = relation,
            Family = family,
            DisplayName = words,
            ForwardPhrase = words,
            ReversePhrase = $"is linked by \"{words}\" from",
            Polarity = polarity == Polarity.Affirmed ? RelationWords.GetPolarity(displayName) : polarity,
            IsSymmetric = false,
        };
    }

    private static string Spell(RelationType relation, string family)
    {
        string part = relation.Value.Length > family.Length + 1 ? relation.Value[(family.Length + 1)..] : family;
        return part.Replace('_', ' ');
    }
}
