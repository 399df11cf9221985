using MedReason.Mechanisms;
using MedReason.Verification;

namespace MedReason;

/// <summary>
/// Answers from a graph by which mechanism a drug acts against a disease, and what would be if a link of it were deleted, inverted or added.
/// </summary>
/// <remarks>
/// <para>A mechanism is a path of two hops or more from the drug to the disease along the direction in which the graph states its edges; also a symmetric
/// edge is walked only as it is stored. What is denied or contraindicated, and what is only alike, is no part of it. The sign of an edge is what its
/// relation means (<see cref="RelationInfo.Meaning"/>), else what the words of its phrases say; an edge without either passes an effect on unchanged.</para>
/// <para>A path of more than <see cref="MechanismReaderOptions.MaxPlainHops"/> hops is a mechanism only if the signs lower the disease; a shorter one unless
/// more than two thirds of the signed ways raise it. A link is a part of the mechanism when a path runs through it. An added link is decided by the signs of
/// the ways from its target to the disease, and, with a quarter of their weight, by what other nodes of the drug's type do to that target: in a graph of
/// mechanisms these are drugs that work.</para>
/// <para>It is no prediction: nothing is said of doses, of parallel pathways that the graph lacks, or of patients, and that a graph has no mechanism is no
/// evidence that there is none. Without a model; the same graph and question give the same answer. Safe for concurrent use as far as the graph is.</para>
/// </remarks>
public sealed class MechanismReader
{
    private readonly MechanismReaderOptions _options;

    /// <summary>Initializes a new instance of the <see cref="MechanismReader"/> class.</summary>
    /// <param name="options">How far to look; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is out of range.</exception>
    public MechanismReader(MechanismReaderOptions? options = null)
    {
        _options = options ?? new MechanismReaderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxHops, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxPlainHops, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxExpandedNodes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxPaths, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxPrecedents, nameof(options));
    }

    /// <summary>Answers a question.</summary>
    /// <param name="graph">The graph; faster where it offers <see cref="IAdjacencyView"/>.</param>
    /// <param name="question">The question. A drug, a disease or an end of the link that the graph lacks has no mechanism in it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer, with the edges that decide it.</returns>
    /// <exception cref="ArgumentException">
    /// Drug, disease or an end of the link is empty, drug and disease or the ends of the link are one node, a change has no link, or its kind is unknown.
    /// </exception>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    public async Task<MechanismAnswer> AskAsync(IKnowledgeGraph graph, MechanismQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        Check(question);
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        NodeId[] ends = question.Link is { } link ? [question.Drug, question.Disease, link.Source, link.Target] : [question.Drug, question.Disease];
        EdgeLookup edges = await EdgeLookup.LoadAsync(
            graph, ends, question.Link is null ? [] : [(question.Link.Source, question.Link.Target)], cancellationToken).ConfigureAwait(false);
        var space = new MechanismSpace(graph, RelationEffects.For(metadata), _options.MaxExpandedNodes);
        return await new MechanismCase(graph, space, edges, question, _options).AnswerAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Check(MechanismQuestion question)
    {
        bool isNamed = !question.Drug.IsEmpty && !question.Disease.IsEmpty && question.Link is not ({ Source.IsEmpty: true } or { Target.IsEmpty: true });
        if (!isNamed || question.Drug == question.Disease || (question.Link is { } link && link.Source == link.Target))
        {
            throw new ArgumentException("Drug and disease are two nodes, and so are the ends of a link.", nameof(question));
        }

        if (!Enum.IsDefined(question.Change) || (question.Link is null && question.Change != MechanismChange.None))
        {
            throw new ArgumentException($"The change '{question.Change}' is not known, or has no link.", nameof(question));
        }
    }
}
