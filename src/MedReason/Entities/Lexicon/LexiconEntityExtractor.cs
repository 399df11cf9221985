using System.Runtime.CompilerServices;
using MedReason.Entities;
using MedReason.Graph;
using MedReason.Telemetry;

namespace MedReason;

/// <summary>
/// Finds the names and synonyms of a graph's nodes in a text: the longest match on word boundaries over normalised words, without a model.
/// </summary>
/// <remarks>
/// <para>The names of a graph are compiled once, at the first call with that graph, and kept as long as the graph lives; calls that come meanwhile wait
/// for the same work. The graph must offer <see cref="INodeCatalog"/>; its hierarchy is read from <see cref="IAdjacencyView"/> where it has one.</para>
/// <para>Each mention tells the nodes it may name in <see cref="EntityMention.Candidates"/>, and what the text says of it in <see cref="EntityMention.Assertion"/>.
/// Time is linear in the text. Safe for concurrent use.</para>
/// </remarks>
public sealed class LexiconEntityExtractor : IEntityExtractor, IWarmableStage
{
    private readonly LexiconEntityExtractorOptions _options;
    private readonly GraphCache<IKnowledgeGraph, EntityLexicon> _lexicons = new();

    /// <summary>Makes an extractor.</summary>
    /// <param name="options">How it reads; null for the defaults.</param>
    public LexiconEntityExtractor(LexiconEntityExtractorOptions? options = null)
    {
        _options = options ?? new LexiconEntityExtractorOptions();
    }

    /// <inheritdoc />
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or offers no <see cref="INodeCatalog"/>.</exception>
    public async Task<IReadOnlyList<EntityMention>> ExtractAsync(
        IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        EntityLexicon lexicon = await GetLexiconAsync(graph, cancellationToken).ConfigureAwait(false);
        List<(LexiconMatcher Matcher, MentionRole Role, string? Label, List<AbbreviationDefinition> Definitions)> parts = [];
        void Read(string? text, MentionRole role, string? label = null)
        {
            if (!string.IsNullOrEmpty(text))
            {
                LexiconMatcher matcher = new(lexicon, text, _options);
                List<AbbreviationDefinition> definitions = [];
                matcher.Read(definitions, cancellationToken);
                parts.Add((matcher, role, label, definitions));
            }
        }

        Read(question.Text, MentionRole.Question);
        Read(question.Context, MentionRole.Context);
        Read(question.Answer, MentionRole.Answer);
        Read(question.Rationale, MentionRole.Rationale);
        foreach (AnswerOption option in question.Options)
        {
            Read(option.Text, MentionRole.Option, option.Label);
        }

        // An abbreviation that one part defines holds in all of them. Where the graph does not know its long form, only the defining part is bound by it:
        // a rationale's "desmoglein 3 (DSG3)" must not take the gene DSG3 from the options.
        AbbreviationDefinition[] known = [.. parts.SelectMany(part => part.Definitions).Where(definition => definition.State >= 0)];
        List<EntityMention> mentions = [];
        foreach ((LexiconMatcher matcher, MentionRole role, string? label, List<AbbreviationDefinition> own) in parts)
        {
            mentions.AddRange(matcher.Extract(role, label, [.. own, .. known], cancellationToken));
            matcher.Dispose();
        }

        return mentions;
    }

    /// <summary>The mentions of one text that is no question, such as an abstract.</summary>
    /// <param name="graph">The graph whose nodes are looked for.</param>
    /// <param name="text">The text; may be empty or of any length.</param>
    /// <param name="role">The part that the mentions are said to stand in.</param>
    /// <param name="optionLabel">For <see cref="MentionRole.Option"/> the option's label; else null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The mentions by start, then longest first. Empty where there is none.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or offers no <see cref="INodeCatalog"/>.</exception>
    public async ValueTask<IReadOnlyList<EntityMention>> ExtractTextAsync(
        IKnowledgeGraph graph, string text, MentionRole role = MentionRole.Question, string? optionLabel = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(text);
        EntityLexicon lexicon = await GetLexiconAsync(graph, cancellationToken).ConfigureAwait(false);
        using LexiconMatcher matcher = new(lexicon, text, _options);
        List<AbbreviationDefinition> definitions = [];
        matcher.Read(definitions, cancellationToken);
        return matcher.Extract(role, optionLabel, definitions, cancellationToken);
    }

    /// <inheritdoc />
    Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return GetLexiconAsync(graph, cancellationToken).AsTask();
    }

    private ValueTask<EntityLexicon> GetLexiconAsync(IKnowledgeGraph graph, CancellationToken cancellationToken) => _lexicons.GetAsync(
        ObservedKnowledgeGraph.Unwrap(graph), () => EntityLexiconBuilder.BuildAsync(graph, _options, CancellationToken.None), cancellationToken);
}
