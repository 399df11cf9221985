namespace MedReason;

/// <summary>A step from one node of a path to the next, with every parallel relation that was allowed. Immutable.</summary>
public sealed class KgHop : IEquatable<KgHop>
{
    /// <summary>The relations, at least one, by name, then forward before reverse.</summary>
    public required IReadOnlyList<KgHopRelation> Relations { get; init; }

    /// <summary>Whether one of the relations has the polarity.</summary>
    /// <param name="polarity">The polarity.</param>
    /// <returns>True if there is one.</returns>
    public bool Has(Polarity polarity)
    {
        // By index: an enumerator over an interface is an allocation, and this is asked for every hop of every candidate.
        for (int i = 0; i < Relations.Count; i++)
        {
            if (Relations[i].Polarity == polarity)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether both hold the same relations.</summary>
    /// <param name="other">The other hop.</param>
    /// <returns>True if they do.</returns>
    public bool Equals(KgHop? other) => other is not null && Relations.SequenceEqual(other.Relations);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as KgHop);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (KgHopRelation relation in Relations)
        {
            hash.Add(relation);
        }

        return hash.ToHashCode();
    }
}
