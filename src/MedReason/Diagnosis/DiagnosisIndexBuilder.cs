using System.Collections.Frozen;
using MedReason.Entities;
using MedReason.Graph;
using MedReason.Shared;

namespace MedReason.Diagnosis;

/// <summary>Reads the annotations and the hierarchy of a graph into <see cref="DiagnosisIndexes"/>.</summary>
internal sealed class DiagnosisIndexBuilder
{
    private const int BatchSize = 4096;
    private readonly Dictionary<NodeId, int> _numbers = [];
    private readonly List<List<int>?> _parents = [];
    private readonly Dictionary<KgEdgeAttributes, Statement> _statements = [];
    private readonly Dictionary<NodeId, string> _names = [];
    private readonly Dictionary<NodeId, Dictionary<int, List<Statement>>> _annotations = [];

    private DiagnosisIndexBuilder()
    {
    }

    /// <summary>Reads a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">The options of the ranker.</param>
    /// <returns>The index; null when the graph has no relation that states findings of diseases.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read or cannot list its nodes.</exception>
    public static async Task<DiagnosisIndexes?> BuildAsync(IKnowledgeGraph graph, DiagnosisRankerOptions options)
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(CancellationToken.None).ConfigureAwait(false);
        RelationInfo[] presents =
        [
            .. metadata.Relations.Where(static relation => relation.Meaning == RelationMeaning.Presents && relation.Polarity == Polarity.Affirmed),
        ];
        if (presents.Length == 0)
        {
            return null;
        }

        HierarchyRelations hierarchy = HierarchyRelations.For(metadata);
        INodeCatalog catalog = graph.GetService<INodeCatalog>()
            ?? throw new KnowledgeGraphException("The graph cannot list its nodes; ranking diseases needs the capability INodeCatalog.");
        var builder = new DiagnosisIndexBuilder();
        var filter = new KgFilter
        {
            Relations = [.. presents.Select(static relation => relation.Relation), .. hierarchy.All],
            Polarities = [Polarity.Affirmed],
        };
        FrozenDictionary<RelationType, RelationInfo> relations = RelationTable.For(metadata);
        await foreach (KgNode[] batch in catalog.GetNodesAsync(CancellationToken.None).Chunk(BatchSize).ConfigureAwait(false))
        {
            await builder.AddAsync(graph, batch, filter, relations, hierarchy).ConfigureAwait(false);
        }

        return await builder.CreateAsync(graph, options).ConfigureAwait(false);
    }

    private async Task AddAsync(
        IKnowledgeGraph graph, KgNode[] batch, KgFilter filter, FrozenDictionary<RelationType, RelationInfo> relations, HierarchyRelations hierarchy)
    {
        NodeId[] frontier = [.. batch.Select(static node => node.Id)];
        var options = new NeighborOptions { Filter = filter };
        NeighborBatch neighbors = await graph.GetNeighborsAsync(frontier, options, CancellationToken.None).ConfigureAwait(false);
        var annotating = new List<(KgEdge Edge, NodeId Disease, NodeId Finding)>();
        for (int i = 0; i < frontier.Length; i++)
        {
            foreach (KgNeighbor neighbor in neighbors[i])
            {
                RelationInfo relation = relations[neighbor.Relation];
                if (relation.Meaning == RelationMeaning.Presents && neighbor.IsForward != relation.IsMeaningReversed)
                {
                    _names[frontier[i]] = batch[i].Name;
                    annotating.Add((CreateEdge(frontier[i], neighbor), frontier[i], neighbor.Node));
                }
                else if (hierarchy.LeadsUp(neighbor.Relation, neighbor.IsForward) && neighbor.Node != frontier[i])
                {
                    int parent = Number(neighbor.Node);
                    (_parents[Number(frontier[i])] ??= []).Add(parent);
                }
            }
        }

        IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>? attributes = graph.GetService<IEdgeAttributes>() is { } source
            ? await source.GetAttributesAsync([.. annotating.Select(static item => item.Edge)], CancellationToken.None).ConfigureAwait(false)
            : null;
        for (int i = 0; i < annotating.Count; i++)
        {
            AddAnnotation(annotating[i].Disease, Number(annotating[i].Finding), attributes?[i] ?? []);
        }
    }

    private static KgEdge CreateEdge(NodeId node, KgNeighbor neighbor) => neighbor.IsForward
        ? new KgEdge { Source = node, Relation = neighbor.Relation, Target = neighbor.Node }
        : new KgEdge { Source = neighbor.Node, Relation = neighbor.Relation, Target = node };

    private void AddAnnotation(NodeId disease, int finding, IReadOnlyList<KgEdgeAttributes> attributes)
    {
        if (!_annotations.TryGetValue(disease, out Dictionary<int, List<Statement>>? findings))
        {
            _annotations.Add(disease, findings = []);
        }

        if (!findings.TryGetValue(finding, out List<Statement>? statements))
        {
            findings.Add(finding, statements = []);
        }

        foreach (KgEdgeAttributes stated in attributes)
        {
            if (!_statements.TryGetValue(stated, out Statement? statement))
            {
                _statements.Add(stated, statement = new Statement(stated));
            }

            statements.Add(statement);
        }
    }

    private int Number(NodeId id)
    {
        if (!_numbers.TryGetValue(id, out int number))
        {
            _numbers.Add(id, number = _numbers.Count);
            _parents.Add(null);
        }

        return number;
    }

    private async Task<DiagnosisIndexes> CreateAsync(IKnowledgeGraph graph, DiagnosisRankerOptions options)
    {
        var hierarchy = new FindingHierarchy(_numbers, _parents);
        DiseaseEntry[] diseases = [.. GroupDiseases(options).OrderBy(static group => group[0]).Select(CreateEntry)];

        // What is a form of what does not depend on which vocabularies are ranked.
        FrozenDictionary<NodeId, string> series = DiseaseSeries.Find(
            diseases.Select(disease => (disease, DiseaseName.Read(_names[disease.Id]))), new FindingOverlap(hierarchy, diseases));
        diseases =
        [
            .. diseases.Where(disease => options.DiseasePrefixes.Count == 0
                || options.DiseasePrefixes.Any(prefix => disease.Id.Prefix.Equals(prefix, StringComparison.OrdinalIgnoreCase))),
        ];
        if (options.ReadsNames)
        {
            var reading = new LexiconEntityExtractorOptions();
            HashSet<NodeId> findings = FindFindings(hierarchy);
            EntityLexicon lexicon = await EntityLexiconBuilder.BuildAsync(graph, reading, CancellationToken.None, findings.Contains)
                .ConfigureAwait(false);
            var named = new NamedFindings(lexicon, reading, hierarchy);
            diseases =
            [
                .. diseases.Select(disease => disease with
                {
                    Annotations = named.AddTo(disease.Annotations, disease.Equivalents.Prepend(disease.Id).Select(id => _names[id])),
                }),
            ];
        }

        return new DiagnosisIndexes(hierarchy, [.. diseases.Select(disease => disease with { Series = series.GetValueOrDefault(disease.Id) })]);
    }

    /// <summary>Returns what a disease is annotated with and all that is more general, without the diseases themselves.</summary>
    private HashSet<NodeId> FindFindings(FindingHierarchy hierarchy)
    {
        HashSet<int> concepts = hierarchy.FindConcepts(_annotations.Values.SelectMany(static findings => findings.Keys).Distinct());
        HashSet<NodeId> found = [.. concepts.Select(hierarchy.GetId)];
        found.ExceptWith(_annotations.Keys);
        return found;
    }

    /// <summary>Groups the diseases that are ranked as one, the one that names the group first.</summary>
    /// <remarks>
    /// Names in which the words stand in another order or a number is written in another way are equal, unless one vocabulary has two of them.
    /// </remarks>
    private IEnumerable<NodeId[]> GroupDiseases(DiagnosisRankerOptions options)
    {
        IEnumerable<NodeId[]> single = _annotations.Keys.Order().Select(static id => new[] { id });
        if (!options.MergesEqualNames)
        {
            return single;
        }

        Dictionary<string, int> sizes = _annotations.Keys.CountBy(static id => id.Prefix.ToString()).ToDictionary(StringComparer.Ordinal);
        return Merge(Merge(single, NameFolding.Fold), static name => DiseaseName.Read(name).Key)
            .Select(group => group.OrderByDescending(id => sizes[id.Prefix.ToString()]).ThenBy(static id => id).ToArray());
    }

    /// <summary>Merges the groups whose first members have equal keys of their names, where the result has one member of each vocabulary.</summary>
    private IEnumerable<NodeId[]> Merge(IEnumerable<NodeId[]> groups, Func<string, string> getKey) => groups
        .GroupBy(group => getKey(_names[group[0]]), StringComparer.Ordinal)
        .SelectMany(static alike => alike.SelectMany(static group => group).ToArray() is var members
            && alike.Key.Length > 0 && members.DistinctBy(static id => id.Prefix.ToString()).Count() == members.Length
                ? [members]
                : alike.AsEnumerable());

    private DiseaseEntry CreateEntry(NodeId[] group) => new(
        group[0],
        [.. group.Skip(1).Order()],
        [.. group.SelectMany(id => _annotations[id]).GroupBy(static pair => pair.Key).OrderBy(static finding => finding.Key)
            .Select(static finding => new Annotation(finding.Key, [.. finding.SelectMany(static pair => pair.Value).Distinct()]))]);
}
