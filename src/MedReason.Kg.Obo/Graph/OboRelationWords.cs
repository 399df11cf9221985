namespace MedReason.Kg.Obo;

/// <summary>Describes the relationships of ontologies: by the built-in vocabularies, otherwise as their typedefs state.</summary>
internal static class OboRelationWords
{
    public static RelationInfo Describe(RelationType relation, OboRelationshipType? stated, Func<RelationType, OboRelationshipType?> find)
    {
        string name = SpellOut(string.IsNullOrWhiteSpace(stated?.Name) ? relation.Value : stated.Name);
        if ((RelationVocabulary.Obo.Find(relation) ?? RelationVocabulary.BuiltIn.Find(relation)) is { } known)
        {
            return known with { DisplayName = name, IsSymmetric = stated?.IsSymmetric ?? known.IsSymmetric };
        }

        RelationInfo named = RelationInfo.FromName(relation, name);
        bool isSymmetric = stated?.IsSymmetric ?? false;
        return named with { ReversePhrase = isSymmetric ? name : ReverseOf(named, stated, find), IsSymmetric = isSymmetric };
    }

    private static string ReverseOf(RelationInfo named, OboRelationshipType? stated, Func<RelationType, OboRelationshipType?> find)
    {
        if (stated?.InverseOf is not { } inverse)
        {
            return named.ReversePhrase;
        }

        string inverseName = find(inverse)?.Name ?? string.Empty;
        return SpellOut(inverseName.Length == 0 ? inverse.Value : inverseName);
    }

    private static string SpellOut(string name) => name.Replace('_', ' ').Trim();
}
