namespace MedReason.Testing;

/// <summary>Checks of what a graph says of its edges, relations and sources; a graph without <see cref="IEdgeAttributes"/> passes the checks of it.</summary>
internal static class AttributeChecks
{
    private static readonly int[] LoadOrders = [31, 32];

    public static (string Name, Func<ConformanceContext, Task> Run)[] All =>
    [
        (nameof(RelationsKeepTheirMeaning), RelationsKeepTheirMeaning),
        (nameof(SourcesMatchContent), SourcesMatchContent),
        (nameof(AttributesAreCompleteAndInCanonicalOrder), AttributesAreCompleteAndInCanonicalOrder),
        (nameof(AttributesAreAnsweredPerEdge), AttributesAreAnsweredPerEdge),
    ];

    /// <summary>What relations mean, in which direction, is kept, also a meaning that is not among the well-known ones.</summary>
    public static Task RelationsKeepTheirMeaning(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(30), async graph =>
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
        foreach (RelationInfo expected in context.Toy.Relations)
        {
            RelationInfo found = Expect.Single(metadata.Relations, relation => relation.Relation == expected.Relation, $"the relation '{expected.Relation}'");
            Expect.Equal(expected.Meaning, found.Meaning, $"Meaning of '{expected.Relation}'");
            Expect.Equal(expected.IsMeaningReversed, found.IsMeaningReversed, $"IsMeaningReversed of '{expected.Relation}'");
        }
    });

    /// <summary>The sources are those of the content, in the order of their names; a graph that does not record sources lists none.</summary>
    public static Task SourcesMatchContent(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(33), async graph =>
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
        if (metadata.Sources.Count > 0)
        {
            Expect.Sequence(context.Toy.Sources.OrderBy(source => source.Name, StringComparer.Ordinal), metadata.Sources);
        }
    });

    /// <summary><see cref="IEdgeAttributes"/>: every member of every statement is returned, in canonical order whatever the order of loading.</summary>
    public static async Task AttributesAreCompleteAndInCanonicalOrder(ConformanceContext context)
    {
        foreach (ToyGraph content in LoadOrders.Select(context.Toy.Shuffle))
        {
            await context.WithCapabilityAsync<IEdgeAttributes>(content, async capability =>
            {
                IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> found = await capability.GetAttributesAsync(content.Edges);
                Expect.Equal(content.Edges.Count, found.Count);
                for (int i = 0; i < found.Count; i++)
                {
                    KgEdge edge = content.Edges[i];
                    CheckStatements(context.Toy.AttributesOf(edge), found[i], $"attributes of {edge.Source} {edge.Relation} {edge.Target}");
                }
            });
        }
    }

    /// <summary>
    /// <see cref="IEdgeAttributes"/>: a request is answered in its order; a repeated edge is answered each time, one that the graph does not hold with nothing,
    /// also where only its direction, its relation or the case of an id differs. Attributes in the request are not read.
    /// </summary>
    public static Task AttributesAreAnsweredPerEdge(ConformanceContext context) =>
        context.WithCapabilityAsync<IEdgeAttributes>(context.Toy.Shuffle(34), async capability =>
        {
            KgEdge stated = context.Toy.Edges[0];
            KgEdge silent = context.Toy.Edges.First(edge => edge.Attributes.Count == 0);
            KgEdge[] request =
            [
                stated with { Target = ConformanceContext.Unknown },
                stated,
                silent,
                stated with { Attributes = [] },
                stated with { Source = stated.Target, Target = stated.Source },
                stated with { Relation = new RelationType("drug_effect") },
                stated with { Relation = new RelationType("no such relation") },
                stated with { Source = new NodeId("drugbank:DB00331") },
                silent,
                stated,
            ];
            IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> found = await capability.GetAttributesAsync(request);
            Expect.Equal(request.Length, found.Count);
            for (int i = 0; i < request.Length; i++)
            {
                CheckStatements(context.Toy.AttributesOf(request[i]), found[i], $"attributes of item {i}");
            }

            Expect.Empty(await capability.GetAttributesAsync([]));
            await Expect.ThrowsAsync<ArgumentNullException>(async () => await capability.GetAttributesAsync(null!));
        });

    private static void CheckStatements(IReadOnlyList<KgEdgeAttributes> expected, IReadOnlyList<KgEdgeAttributes> found, string what)
    {
        Expect.Equal(expected.Count, found.Count, $"{what}, number of statements");
        for (int i = 0; i < expected.Count; i++)
        {
            string item = $"{what}, statement {i}";
            Expect.Sequence(expected[i].Sources, found[i].Sources, $"{item}, Sources");
            Expect.Sequence(expected[i].Publications, found[i].Publications, $"{item}, Publications");
            Expect.Sequence(expected[i].EvidenceCodes, found[i].EvidenceCodes, $"{item}, EvidenceCodes");
            Expect.Equal(expected[i].Frequency, found[i].Frequency, $"{item}, Frequency");
            Expect.Equal(expected[i].Onset, found[i].Onset, $"{item}, Onset");
            Expect.Equal(expected[i].Sex, found[i].Sex, $"{item}, Sex");
            Expect.Equal(expected[i].Confidence, found[i].Confidence, $"{item}, Confidence");
            Expect.Sequence(
                expected[i].Additional.OrderBy(pair => pair.Key, StringComparer.Ordinal),
                found[i].Additional,
                $"{item}, Additional");
        }
    }
}
