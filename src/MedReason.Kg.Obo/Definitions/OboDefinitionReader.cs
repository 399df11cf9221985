namespace MedReason.Kg.Obo;

/// <summary>Reads the findings that definitions state by a relation, such as "has_symptom fever, and has_symptom loss of appetite", as edges.</summary>
/// <remarks>
/// <para>Ontologies such as the Disease Ontology write relations into the text of a definition and name the other end in words. Those words are read as a
/// question is: a node that they name, or that is more general than what they name, is a finding of the disease, since who has a kind of rash has a rash.
/// What they deny is none. Only relations that mean <see cref="RelationMeaning.Presents"/> are read.</para>
/// <para>A finding is a node of a type to which such relations of the graph lead, or PrimeKG's <c>effect/phenotype</c> where the graph has none. Read the
/// graph that is joined from all sources, so that the names of all count.</para>
/// </remarks>
public static class OboDefinitionReader
{
    /// <summary>The name of the source that the statements are from, where they are joined with others.</summary>
    public const string SourceName = "definitions";

    /// <summary>The name of the attribute of an edge that holds the words of the definition.</summary>
    public const string StatementAttribute = "statement";

    private static readonly NodeType DefaultFindingType = new("effect/phenotype");

    /// <summary>Reads the definitions of a graph's nodes.</summary>
    /// <param name="graph">The graph; it stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The statements.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<OboDefinitionResult> ReadAsync(InMemoryKnowledgeGraph graph, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        HashSet<NodeType> findingTypes = FindTypesOfFindings(graph);
        var extractor = new LexiconEntityExtractor();
        var linker = new EntityLinker();
        var builder = new KnowledgeGraphBuilder { Name = SourceName };
        var read = new Dictionary<string, IReadOnlyList<KgNode>>(StringComparer.Ordinal);
        var unresolved = new List<OboDefinitionStatement>();
        int count = 0;
        await foreach (KgNode node in graph.GetNodesAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (OboDefinitionStatement statement in OboDefinitionParser.Parse(node))
            {
                if (!read.TryGetValue(statement.Text, out IReadOnlyList<KgNode>? findings))
                {
                    findings = await FindAsync(statement.Text).ConfigureAwait(false);
                    read.Add(statement.Text, findings);
                }

                KgNode[] stated = [.. findings.Where(finding => finding.Id != node.Id)];
                count += Math.Min(stated.Length, 1);
                if (stated.Length == 0)
                {
                    unresolved.Add(statement);
                }

                foreach (KgNode finding in stated)
                {
                    AddEdge(builder, node, statement, finding);
                }
            }
        }

        return new OboDefinitionResult { Graph = builder.Build(cancellationToken), ReadCount = count, Unresolved = unresolved };

        async Task<IReadOnlyList<KgNode>> FindAsync(string text)
        {
            var question = new MedicalQuestion { Id = text, Text = text };
            IReadOnlyList<EntityMention> mentions = await extractor.ExtractAsync(graph, question, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<EntityLink> links = await linker.LinkAsync(graph, question, mentions, cancellationToken).ConfigureAwait(false);
            var findings = new List<KgNode>();
            foreach (EntityLink link in links.Where(IsStated))
            {
                // Of several nodes of one name the first, so that one statement is no evidence twice.
                IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync([link.Node!.Id, .. link.Twins], cancellationToken).ConfigureAwait(false);
                if (nodes.OfType<KgNode>().FirstOrDefault(node => findingTypes.Contains(node.Type)) is { } finding
                    && !findings.Exists(other => other.Id == finding.Id))
                {
                    findings.Add(finding);
                }
            }

            return findings;
        }
    }

    private static bool IsStated(EntityLink link) => link is { Node: not null, Mention.Assertion: Assertion.Present }
        && link.Relation is LinkRelation.Exact or LinkRelation.Synonym or LinkRelation.Broader;

    private static HashSet<NodeType> FindTypesOfFindings(InMemoryKnowledgeGraph graph)
    {
        var types = new HashSet<NodeType>();
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            foreach (ushort code in graph.GetRelationCodes(ordinal))
            {
                RelationInfo relation = graph.Relations[code >> 1];
                if (relation.Meaning == RelationMeaning.Presents && ((code & 1) == 0) == relation.IsMeaningReversed)
                {
                    types.Add(graph.NodeTypes[graph.GetNodeTypeIndex(ordinal)]);
                }
            }
        }

        return types.Count == 0 ? [DefaultFindingType] : types;
    }

    private static void AddEdge(KnowledgeGraphBuilder builder, KgNode node, OboDefinitionStatement statement, KgNode finding)
    {
        foreach (KgNode end in (KgNode[])[node, finding])
        {
            if (!builder.ContainsNode(end.Id))
            {
                builder.AddNode(new KgNode { Id = end.Id, Name = end.Name, Type = end.Type, Source = end.Source });
            }
        }

        builder.AddEdge(new KgEdge
        {
            Source = node.Id,
            Relation = statement.Relation,
            Target = finding.Id,
            Attributes =
            [
                new KgEdgeAttributes
                {
                    Additional = new Dictionary<string, string>(StringComparer.Ordinal) { [StatementAttribute] = $"{statement.Relation} {statement.Text}" },
                },
            ],
        });
    }
}
