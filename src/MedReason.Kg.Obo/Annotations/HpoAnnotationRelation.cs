namespace MedReason.Kg.Obo;

/// <summary>An aspect of <c>phenotype.hpoa</c>, affirmed or denied, as a relation with its edges while lines are read.</summary>
internal sealed class HpoAnnotationRelation(RelationInfo info)
{
    private const int SlotsPerAspect = 2;

    // None of the documented meanings; the Biolink vocabulary uses the same for modes of inheritance.
    private static readonly RelationMeaning HasAttribute = new("has_attribute");

    private static readonly (char Aspect, RelationInfo Info)[] Aspects =
    [
        ('P', Describe("has_phenotype", "phenotype", "presents with", "is a feature of", RelationMeaning.Presents)),
        ('I', Describe("has_inheritance", "inheritance", "has the mode of inheritance", "is the mode of inheritance of", HasAttribute)),
        ('C', Describe("has_clinical_course", "clinical course", "has the clinical course", "is the clinical course of", HasAttribute)),
        ('M', Describe("has_clinical_modifier", "clinical modifier", "has the clinical modifier", "is a clinical modifier of", HasAttribute)),
        ('H', Describe(
            "has_past_medical_history",
            "past medical history",
            "has a past medical history of",
            "is in the past medical history of",
            RelationMeaning.Associated)),
    ];

    private readonly List<ulong> _edges = [];
    private readonly List<int> _statements = [];

    public RelationInfo Info { get; } = info;

    public IReadOnlyList<ulong> Edges => _edges;

    /// <summary>Creates the relations of all aspects; the caller's relation table comes before the descriptions of this package.</summary>
    public static HpoAnnotationRelation[] CreateAll(RelationVocabulary? table) =>
    [
        .. Aspects
            .Select(aspect => table?.Find(aspect.Info.Relation) ?? aspect.Info)
            .SelectMany(info => new[] { info, RelationResolver.Negate(info) })
            .Select(info => new HpoAnnotationRelation(table?.Find(info.Relation) ?? info)),
    ];

    /// <summary>Finds the relation of an aspect.</summary>
    /// <returns>Its position in <see cref="CreateAll"/>; -1 for an aspect that the format does not have.</returns>
    public static int Find(ReadOnlySpan<byte> aspect, bool isDenied)
    {
        char letter = aspect.Length == 1 ? (char)aspect[0] : default;
        int index = Array.FindIndex(Aspects, known => known.Aspect == letter);
        return index < 0 ? -1 : (index * SlotsPerAspect) + (isDenied ? 1 : 0);
    }

    public void Add(int disease, int phenotype, int statement)
    {
        _edges.Add(BulkGraphBuilder.PackEdge(disease, phenotype));
        _statements.Add(statement);
    }

    public void AddTo(BulkGraphBuilder graph)
    {
        if (_edges.Count > 0)
        {
            graph.AddRelation(Info, [.. _edges], [.. _statements]);
        }
    }

    private static RelationInfo Describe(string relation, string displayName, string forward, string reverse, RelationMeaning meaning) => new()
    {
        Relation = new RelationType(relation),
        Family = relation,
        DisplayName = displayName,
        ForwardPhrase = forward,
        ReversePhrase = reverse,
        Meaning = meaning,
    };
}
