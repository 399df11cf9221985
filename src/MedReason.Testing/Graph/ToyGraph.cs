namespace MedReason.Testing;

/// <summary>Represents the content of a small graph for a provider to load in a test: nodes, edges and relations, in loading order.</summary>
/// <remarks>
/// Immutable and safe for concurrent use. The order carries no meaning: <see cref="Shuffle"/> returns the same content in another order, and a
/// graph made of it must be equal. Nodes, edges and relations are unique, and every edge's ends and relation are included.
/// </remarks>
public sealed class ToyGraph
{
    private const int HashLength = 64;

    private static readonly KgEdgeAttributes Complete = new()
    {
        Sources = ["infores:toy", "infores:second", "infores:aggregator"],
        Publications = ["PMID:20473289", "PMID:12565827"],
        EvidenceCodes = ["PCS", "ECO:0000304"],
        Frequency = KgFrequency.Parse("7/10"),
        Onset = "HP:0003577",
        Sex = "FEMALE",
        Confidence = 0.1,
        Additional = new Dictionary<string, string>(StringComparer.Ordinal) { ["stage"] = "adult", ["agent_type"] = "manual_agent", ["Stage"] = "other case" },
    };

    private static readonly KgEdgeAttributes Cited = new() { Sources = ["infores:toy"], Publications = ["PMID:1"] };

    private static readonly KgEdgeAttributes Estimated = new() { Frequency = KgFrequency.Parse("HP:0040282") };

    private static readonly KgEdgeAttributes Counted = new() { Frequency = KgFrequency.Parse("12.5%"), Confidence = -1e-7 };

    private static readonly KgEdgeAttributes Quoted = new()
    {
        EvidenceCodes = [string.Empty],
        Additional = new Dictionary<string, string>(StringComparer.Ordinal) { ["a \"quoted\", comma'd; \\ tab\tname"] = "line\nbreak \U0001F600 \uFFFD" },
    };

    private readonly Lazy<SortedDictionary<NodeId, KgNeighbor[]>> _neighbors;
    private readonly Lazy<string> _contentHash;
    private readonly Lazy<string> _bareContentHash;

    /// <summary>Initializes a graph content.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="edges">The edges.</param>
    /// <param name="relations">What the graph says of its relations.</param>
    public ToyGraph(IReadOnlyList<KgNode> nodes, IReadOnlyList<KgEdge> edges, IReadOnlyList<RelationInfo> relations)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(edges);
        ArgumentNullException.ThrowIfNull(relations);
        Nodes = nodes;
        Edges = edges;
        Relations = relations;
        _neighbors = new(FindNeighbors);
        _contentHash = new(() => KgContentHasher.Compute(Nodes, Edges));
        _bareContentHash = new(() => KgContentHasher.Compute(Nodes, Edges.Select(static edge => edge with { Attributes = [] })));
    }

    /// <summary>Gets the name that the graph must report.</summary>
    public string Name { get; init; } = "toy";

    /// <summary>Gets the version that the graph must report.</summary>
    public string Version { get; init; } = "1";

    /// <summary>Gets the nodes, each once.</summary>
    public IReadOnlyList<KgNode> Nodes { get; }

    /// <summary>Gets the edges, each once, in the direction in which they hold; the statements of <see cref="KgEdge.Attributes"/> come in any order.</summary>
    public IReadOnlyList<KgEdge> Edges { get; }

    /// <summary>Gets the relations of the edges, each once.</summary>
    public IReadOnlyList<RelationInfo> Relations { get; }

    /// <summary>Gets the sources of the graph, each name once; a graph may leave them out.</summary>
    public IReadOnlyList<KgSource> Sources { get; init; } = [];

    /// <summary>Gets the <see cref="KnowledgeGraphMetadata.ContentHash"/> that the graph must report, in any loading order.</summary>
    public string ContentHash => _contentHash.Value;

    /// <summary>Gets the content hash of a graph that keeps no attributes of edges.</summary>
    internal string BareContentHash => _bareContentHash.Value;

    /// <summary>
    /// Creates the graph of the conformance suite: two things of one name, ids that differ in case only or sort differently in UTF-8 and UTF-16, parallel
    /// edges, the same relation in both directions, absent and contraindicated relations, a self loop, an isolated node, nameless and sourceless nodes,
    /// edges with and without attributes, nodes with and without definitions, relations with meanings and sources.
    /// </summary>
    /// <returns>The content.</returns>
    public static ToyGraph Create()
    {
        const string Gene = "gene/protein";
        const string Drug = "drug";
        const string Disease = "disease";
        const string Phenotype = "effect/phenotype";
        const string Anatomy = "anatomy";
        KgNode[] nodes =
        [
            Node("NCBI:4163", "MCC", Gene, "NCBI", "MCC regulator of WNT signaling pathway"),
            Node("NCBI:9796", "PHYHIP", Gene, "NCBI"),
            Node("NCBI:56992", "KIF15", Gene, "NCBI"),
            Node("DrugBank:DB00331", "Metformin", Drug, "DrugBank", "1,1-dimethylbiguanide", "Glucophage"),
            Node("DrugBank:DB09999", "MCC", Drug, "DrugBank"),
            Node("MONDO:0005148", "type 2 diabetes mellitus", Disease, "MONDO", "NIDDM", "T2DM", "diabetes mellitus, type II"),
            Node("MONDO:0010030", "Sjögren syndrome", Disease, "MONDO"),
            Node("MONDO_grouped:5011_5535", "Crohn disease", Disease, "MONDO_grouped"),
            Define(Node("HP:0001943", "Hypoglycemia", Phenotype, "HPO", "Low blood sugar"), "A decreased concentration of glucose in the blood."),
            Node("HP:0003074", "Hyperglycemia", Phenotype, "HPO"),
            Node("HP:0000118", "Phenotypic abnormality", Phenotype, "HPO"),
            Node("UBERON:0002107", "liver", Anatomy, "UBERON"),
            Node("UBERON:0001264", "pancreas", Anatomy, "UBERON"),
            Node("toy:case", "lower", Anatomy, null),
            Node("toy:Case", "upper", Anatomy, null),
            Node("toy:1", "one", Anatomy, "toy"),
            Node("toy:10", "ten", Anatomy, "toy"),
            Node("toy:\uFFFD", "end of the basic plane", Anatomy, "toy"),
            Node("toy:\U0001F600", "beyond the basic plane", Anatomy, "toy"),
            Node("no colon", "an id that is no CURIE", Anatomy, "toy"),
            Node("toy:nameless", string.Empty, Anatomy, "toy"),
            Define(
                Node("toy:quoted", "a \"quoted\", comma'd; \\ tab\tname", Anatomy, "toy", "line\nbreak"),
                "a \"quoted\" text; \\ tab\tand line\nbreak \U0001F600"),
            Node("toy:isolated", "isolated", Anatomy, "toy"),
        ];
        RelationInfo[] relations =
        [
            Relation("indication", "indication", "is indicated for", "is treated by") with { Meaning = RelationMeaning.Treats },
            Relation("contraindication", "contraindication", "is contraindicated in", "is a contraindication to", Polarity.Contraindicated) with
            {
                Meaning = RelationMeaning.Contraindicated,
            },
            Relation("drug_effect", "side effect", "has the side effect", "is a side effect of"),
            Relation("drug_protein/target", "target", "targets", "is targeted by"),
            Relation("drug_protein/enzyme", "enzyme", "is metabolised by", "metabolises"),
            Relation("disease_phenotype_positive", "phenotype present", "presents with", "is a sign of") with { Meaning = RelationMeaning.Presents },
            Relation("disease_phenotype_negative", "phenotype absent", "does not present with", "speaks against", Polarity.Absent),
            Relation("protein_protein", "ppi", "interacts with", "interacts with", isSymmetric: true),
            Relation("phenotype_phenotype", "parent-child", "is a kind of", "includes"),
            Relation("anatomy_protein_present", "expression present", "expresses", "is expressed in") with
            {
                Meaning = RelationMeaning.ExpressedIn,
                IsMeaningReversed = true,
            },
            Relation("anatomy_protein_absent", "expression absent", "does not express", "is not expressed in", Polarity.Absent),
            Relation("anatomy_anatomy", "parent-child", "is next to", "is next to") with { Meaning = new RelationMeaning("toy:next_to") },
        ];
        KgEdge[] edges =
        [
            Edge("DrugBank:DB00331", "indication", "MONDO:0005148", Complete, Cited, Estimated),
            Edge("DrugBank:DB00331", "contraindication", "MONDO:0005148", Cited),
            Edge("DrugBank:DB00331", "drug_effect", "HP:0001943"),
            Edge("DrugBank:DB00331", "drug_protein/target", "NCBI:4163"),
            Edge("DrugBank:DB00331", "drug_protein/enzyme", "NCBI:4163"),
            Edge("DrugBank:DB09999", "drug_protein/target", "NCBI:9796"),
            Edge("DrugBank:DB09999", "contraindication", "MONDO:0010030"),
            Edge("MONDO:0005148", "disease_phenotype_positive", "HP:0003074", Estimated, Counted),
            Edge("MONDO:0005148", "disease_phenotype_negative", "HP:0001943"),
            Edge("MONDO_grouped:5011_5535", "disease_phenotype_positive", "HP:0000118"),
            Edge("NCBI:9796", "protein_protein", "NCBI:56992", Cited),
            Edge("NCBI:56992", "protein_protein", "NCBI:9796", Counted),
            Edge("NCBI:4163", "protein_protein", "NCBI:9796"),
            Edge("NCBI:4163", "protein_protein", "NCBI:4163"),
            Edge("HP:0003074", "phenotype_phenotype", "HP:0000118"),
            Edge("HP:0001943", "phenotype_phenotype", "HP:0000118"),
            Edge("HP:0000118", "phenotype_phenotype", "HP:0000118", Cited),
            Edge("UBERON:0002107", "anatomy_protein_present", "NCBI:4163"),
            Edge("UBERON:0002107", "anatomy_protein_absent", "NCBI:9796"),
            Edge("UBERON:0001264", "anatomy_protein_absent", "NCBI:4163"),
            Edge("toy:case", "anatomy_anatomy", "toy:Case"),
            Edge("toy:1", "anatomy_anatomy", "toy:10"),
            Edge("toy:10", "anatomy_anatomy", "toy:1"),
            Edge("toy:1", "anatomy_anatomy", "toy:\uFFFD"),
            Edge("toy:1", "anatomy_anatomy", "toy:\U0001F600", Quoted),
            Edge("no colon", "anatomy_anatomy", "toy:1"),
            Edge("toy:nameless", "anatomy_anatomy", "toy:1"),
            Edge("toy:quoted", "anatomy_anatomy", "toy:nameless"),
        ];
        KgSource[] sources =
        [
            new() { Name = "toy", Version = "1", License = "CC0", FileHash = new string('a', HashLength), NodeCount = 6, EdgeCount = 8 },
            new() { Name = "PrimeKG", NodeCount = 17, EdgeCount = 20 },
        ];
        return new ToyGraph(nodes, edges, relations) { Sources = sources };
    }

    /// <summary>A star: one node, joined to many others, every third edge running towards it.</summary>
    /// <param name="degree">How many others.</param>
    /// <returns>The content; the middle is <c>hub:middle</c>.</returns>
    public static ToyGraph CreateHub(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        var nodes = new List<KgNode>(degree + 1) { Node("hub:middle", "middle", "anatomy", "hub") };
        var edges = new List<KgEdge>(degree);
        for (int i = 0; i < degree; i++)
        {
            string id = $"hub:{i}";
            nodes.Add(Node(id, $"end {i}", "anatomy", "hub"));
            edges.Add(i % 3 == 0 ? Edge(id, "anatomy_anatomy", "hub:middle") : Edge("hub:middle", "anatomy_anatomy", id));
        }

        return new ToyGraph(nodes, edges, [Relation("anatomy_anatomy", "parent-child", "is next to", "is next to")]) { Name = "hub" };
    }

    /// <summary>The same content in another order.</summary>
    /// <param name="seed">Which order.</param>
    /// <returns>The content.</returns>
    public ToyGraph Shuffle(int seed)
    {
        var random = new Random(seed);
        KgNode[] nodes = [.. Nodes];
        KgEdge[] edges = [.. Edges];
        RelationInfo[] relations = [.. Relations];
        KgSource[] sources = [.. Sources];
        random.Shuffle(nodes);
        random.Shuffle(edges);
        random.Shuffle(relations);
        random.Shuffle(sources);
        for (int i = 0; i < edges.Length; i++)
        {
            KgEdgeAttributes[] attributes = [.. edges[i].Attributes];
            random.Shuffle(attributes);
            edges[i] = edges[i] with { Attributes = attributes };
        }

        return new ToyGraph(nodes, edges, relations) { Name = Name, Version = Version, Sources = sources };
    }

    /// <summary>Returns the neighbours that the graph must return for a node.</summary>
    internal IReadOnlyList<KgNeighbor> NeighborsOf(NodeId id) => _neighbors.Value.TryGetValue(id, out KgNeighbor[]? neighbors) ? neighbors : [];

    /// <summary>Returns the attributes that the graph must return for an edge, in canonical order; empty for an edge of other content.</summary>
    internal IReadOnlyList<KgEdgeAttributes> AttributesOf(KgEdge edge)
    {
        KgEdge? known = Edges.FirstOrDefault(other => other.Source == edge.Source && other.Target == edge.Target && other.Relation == edge.Relation);
        return known is null ? [] : [.. known.Attributes.Order(KgEdgeAttributes.CanonicalOrder)];
    }

    internal KgNode Node(string id) => Nodes.Single(node => node.Id.Value == id);

    internal RelationInfo Relation(RelationType relation) => Relations.Single(info => info.Relation == relation);

    private static KgNode Node(string id, string name, string type, string? source, params string[] synonyms) => new()
    {
        Id = new NodeId(id),
        Name = name,
        Type = new NodeType(type),
        Source = source,
        Synonyms = [.. synonyms.Order(StringComparer.Ordinal)],
    };

    private static KgNode Define(KgNode node, string definition) => new()
    {
        Id = node.Id,
        Name = node.Name,
        Type = node.Type,
        Source = node.Source,
        Synonyms = node.Synonyms,
        Definition = definition,
    };

    private static KgEdge Edge(string source, string relation, string target, params KgEdgeAttributes[] attributes) => new()
    {
        Source = new NodeId(source),
        Relation = new RelationType(relation),
        Target = new NodeId(target),
        Attributes = attributes,
    };

    private static RelationInfo Relation(
        string relation, string displayName, string forward, string reverse, Polarity polarity = Polarity.Affirmed, bool isSymmetric = false) => new()
        {
            Relation = new RelationType(relation),
            Family = new RelationType(relation).Family,
            DisplayName = displayName,
            ForwardPhrase = forward,
            ReversePhrase = reverse,
            Polarity = polarity,
            IsSymmetric = isSymmetric,
        };

    private SortedDictionary<NodeId, KgNeighbor[]> FindNeighbors()
    {
        var lists = new Dictionary<NodeId, List<KgNeighbor>>();
        foreach (KgEdge edge in Edges)
        {
            Add(edge.Source, new KgNeighbor { Node = edge.Target, Relation = edge.Relation, IsForward = true });
            if (edge.Source != edge.Target)
            {
                Add(edge.Target, new KgNeighbor { Node = edge.Source, Relation = edge.Relation, IsForward = false });
            }
        }

        var sorted = new SortedDictionary<NodeId, KgNeighbor[]>();
        foreach ((NodeId id, List<KgNeighbor> list) in lists)
        {
            list.Sort();
            sorted.Add(id, [.. list]);
        }

        return sorted;

        void Add(NodeId id, KgNeighbor neighbor)
        {
            if (!lists.TryGetValue(id, out List<KgNeighbor>? list))
            {
                lists.Add(id, list = []);
            }

            list.Add(neighbor);
        }
    }
}
