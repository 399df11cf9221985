namespace MedReason;

/// <summary>Words for a relation of which its graph says nothing.</summary>
internal static class RelationWords
{
    /// <summary>An affirmed, directed relation that reads by its display name, or by its own name where it has none.</summary>
    public static RelationInfo Fallback(RelationType relation, string? displayName)
    {
        string family = relation.Family;
        string words = string.IsNullOrWhiteSpace(displayName) ? Spell(relation, family) : displayName.Trim();
        return new RelationInfo
        {
            Relation = relation,
            Family = family,
            DisplayName = words,
            ForwardPhrase = words,
            ReversePhrase = $"is linked by \"{words}\" from",
            Polarity = Polarity.Affirmed,
            IsSymmetric = false,
        };
    }

    private static string Spell(RelationType relation, string family)
    {
        string part = relation.Value.Length > family.Length + 1 ? relation.Value[(family.Length + 1)..] : family;
        return part.Replace('_', ' ');
    }
}
