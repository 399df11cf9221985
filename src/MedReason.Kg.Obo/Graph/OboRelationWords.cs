using System.Collections.Frozen;

namespace MedReason.Kg.Obo;

/// <summary>How the relationships of biomedical ontologies read aloud.</summary>
internal static class OboRelationWords
{
    // The phrases are placed between the two names: source, forward phrase, target; target, reverse phrase, source.
    private static readonly FrozenDictionary<string, (string Forward, string Reverse)> Phrases = new Dictionary<string, (string, string)>(
        StringComparer.Ordinal)
    {
        ["is_a"] = ("is a kind of", "includes"),
        ["part_of"] = ("is part of", "has as a part"),
        ["has_part"] = ("has as a part", "is part of"),
        ["proper_part_of"] = ("is a proper part of", "has as a proper part"),
        ["located_in"] = ("is located in", "is the location of"),
        ["occurs_in"] = ("occurs in", "is where there occurs"),
        ["develops_from"] = ("develops from", "develops into"),
        ["derives_from"] = ("derives from", "gives rise to"),
        ["adjacent_to"] = ("is adjacent to", "is adjacent to"),
        ["connected_to"] = ("is connected to", "is connected to"),
        ["regulates"] = ("regulates", "is regulated by"),
        ["positively_regulates"] = ("positively regulates", "is positively regulated by"),
        ["negatively_regulates"] = ("negatively regulates", "is negatively regulated by"),
        ["has_symptom"] = ("has the symptom", "is a symptom of"),
        ["has_phenotype"] = ("has the phenotype", "is a phenotype of"),
        ["has_material_basis_in"] = ("has its material basis in", "is the material basis of"),
        ["has_modifier"] = ("is modified by", "modifies"),
        ["complicated_by"] = ("is complicated by", "complicates"),
        ["composed_of"] = ("is composed of", "composes"),
        ["results_in"] = ("results in", "results from"),
        ["results_in_formation_of"] = ("results in the formation of", "is formed by"),
        ["transmitted_by"] = ("is transmitted by", "transmits"),
        ["predisposes_towards"] = ("predisposes to", "is favoured by"),
        ["disease_has_feature"] = ("has the feature", "is a feature of"),
        ["disease_has_location"] = ("is located in", "is the location of"),
        ["disease_arises_from_structure"] = ("arises from", "gives rise to"),
        ["lacks_part"] = ("lacks the part", "is a part lacking in"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static RelationInfo Describe(RelationType relation, OboRelationshipType? stated, Func<RelationType, OboRelationshipType?> find)
    {
        string name = SpellOut(string.IsNullOrWhiteSpace(stated?.Name) ? relation.Value : stated.Name);
        (string forward, string reverse) = Phrases.TryGetValue(relation.Value, out (string, string) known)
            ? known
            : (name, stated?.IsSymmetric == true ? name : ReverseOf(name, stated, find));
        return new RelationInfo
        {
            Relation = relation,
            Family = relation.Family,
            DisplayName = name,
            ForwardPhrase = forward,
            ReversePhrase = reverse,
            Polarity = StatesAbsence(relation.Value) ? Polarity.Absent : Polarity.Affirmed,
            IsSymmetric = stated?.IsSymmetric ?? relation.Value is "adjacent_to" or "connected_to",
        };
    }

    private static string ReverseOf(string name, OboRelationshipType? stated, Func<RelationType, OboRelationshipType?> find)
    {
        if (stated?.InverseOf is not { } inverse)
        {
            return $"is linked by \"{name}\" from";
        }

        string inverseName = find(inverse)?.Name ?? string.Empty;
        return SpellOut(inverseName.Length == 0 ? inverse.Value : inverseName);
    }

    // The names by which ontologies state that something is not there.
    private static bool StatesAbsence(string relation) =>
        relation.StartsWith("lacks_", StringComparison.Ordinal) || relation.StartsWith("never_", StringComparison.Ordinal) || relation == "has_no_part";

    private static string SpellOut(string name) => name.Replace('_', ' ').Trim();
}
