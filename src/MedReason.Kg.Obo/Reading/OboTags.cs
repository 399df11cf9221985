using System.Collections.Frozen;

namespace MedReason.Kg.Obo;

/// <summary>The tags of OBO 1.2 and 1.4 that are known and carry nothing that this library uses. Any other unused tag is counted as unknown.</summary>
internal static class OboTags
{
    public static FrozenSet<string> UnusedInHeader { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "auto-generated-by", "default-relationship-id-prefix", "id-mapping", "idspace", "logical-definition-view-relation", "namespace-id-rule",
        "owl-axioms", "property_value", "relax-unique-identifier-assumption-for-namespace", "relax-unique-label-assumption-for-namespace", "remark",
        "saved-by", "subsetdef", "treat-xrefs-as-equivalent", "treat-xrefs-as-genus-differentia", "treat-xrefs-as-has-subclass",
        "treat-xrefs-as-is_a", "treat-xrefs-as-relationship", "treat-xrefs-as-reverse-genus-differentia", "typeref");

    public static FrozenSet<string> UnusedInTerm { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "builtin", "created_by", "creation_date", "disjoint_from", "equivalent_to", "intersection_of", "is_anonymous", "property_value", "union_of");

    public static FrozenSet<string> UnusedInTypedef { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "alt_id", "builtin", "consider", "created_by", "creation_date", "disjoint_from", "disjoint_over", "domain", "equivalent_to",
        "equivalent_to_chain", "expand_assertion_to", "expand_expression_to", "holds_over_chain", "intersection_of", "is_a", "is_anonymous",
        "is_anti_symmetric", "is_asymmetric", "is_class_level", "is_cyclic", "is_functional", "is_inverse_functional", "is_metadata_tag",
        "is_reflexive", "is_transitive", "property_value", "range", "relationship", "replaced_by", "subset", "synonym", "exact_synonym",
        "narrow_synonym", "broad_synonym", "related_synonym", "transitive_over", "union_of", "xref", "xref_analog", "xref_unk");
}
