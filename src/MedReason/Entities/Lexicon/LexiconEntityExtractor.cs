using System.Runtime.CompilerServices;
using MedReason.Entities;
using MedReason.Graph;
using MedReason.Telemetry;

namespace MedReason;

/// <summary>
/// Finds the names and synonyms of a graph's nodes in a text: the longest match on word boundaries over normalized words, without a model.
/// </summary>
/// <remarks>
/// <para>The names of a graph are compiled once, at the first call with that graph, and kept as long as the graph lives; concurrent calls wait for the
/// same compilation. The graph must offer <see cref="INodeCatalog"/>; its hierarchy is read from <see cref="IAdjacencyView"/> where it has one.</para>
/// <para>Each mention lists the nodes it may name in <see cref="EntityMention.Candidates"/>, and has its status in the text as
/// <see cref="EntityMention.Assertion"/>. A name of several words that scores below the default of <see cref="EntityLinkerOptions.AcceptScore"/> is left
/// out, so that the names inside it are found. Time is linear in the text. Safe for concurrent use.</para>
/// </remarks>
public sealed class LexiconEntityExtractor : IEntityExtractor, IWarmableStage
{
    private readonly LexiconEntityExtractorOptions _options;
    private readonly GraphCache<IKnowledgeGraph, EntityLexicon> _lexicons = new();

    /// <summary>Creates an extractor.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Findings are to be derived of texts that are not English.</exception>
    /// <exception cref="InputFormatException">A word list of the language has not the form of its section.</exception>
    public LexiconEntityExtractor(LexiconEntityExtractorOptions? options = null)
    {
        _options = options ?? new LexiconEntityExtractorOptions();
        ArgumentNullException.ThrowIfNull(_options.Language, nameof(options));
        if (_options is { DeriveFindings: true, Language.IsEnglish: false })
        {
            throw new ArgumentException($"Findings are derived of English texts only; the language is '{_options.Language}'.", nameof(options));
        }

        // Errors in the word lists of a language appear here and not at the first text.
        LexiconWords.Of(_options.Language);
        AssertionTriggers.Of(_options.Language);
    }

    /// <summary>Gets the language that is read.</summary>
    internal LanguageProfile Language => _options.Language;

    /// <inheritdoc />
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or offers no <see cref="INodeCatalog"/>.</exception>
    public async Task<IReadOnlyList<EntityMention>> ExtractAsync(
        IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        EntityLexicon lexicon = await GetLexiconAsync(graph, cancellationToken).ConfigureAwait(false);
        List<(LexiconMatcher Matcher, MentionRole Role, string? Label, List<LexiconAbbreviation> Definitions)> parts = [];
        void Read(string? text, MentionRole role, string? label = null)
        {
            if (!string.IsNullOrEmpty(text))
            {
                LexiconMatcher matcher = new(lexicon, text, _options);
                parts.Add((matcher, role, label, matcher.Read(cancellationToken)));
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

        // An abbreviation that one part defines holds in all parts. When the graph does not contain its long form, it holds in the defining part only:
        // a rationale's "desmoglein 3 (DSG3)" must not hide the gene DSG3 in the options.
        LexiconAbbreviation[] known =
        [
            .. parts.SelectMany(part => part.Definitions).Where(definition => definition.State >= 0).Select(definition => definition with { Position = -1 }),
        ];
        List<EntityMention> mentions = [];
        foreach ((LexiconMatcher matcher, MentionRole role, string? label, List<LexiconAbbreviation> own) in parts)
        {
            mentions.AddRange(matcher.Extract(role, label, [.. own, .. known], cancellationToken));
            matcher.Dispose();
        }

        return mentions;
    }

    /// <summary>Finds the mentions in one text that is not a question, such as an abstract.</summary>
    /// <param name="graph">The graph whose nodes are searched for.</param>
    /// <param name="text">The text; may be empty or of any length.</param>
    /// <param name="role">The role given to the mentions.</param>
    /// <param name="optionLabel">The label of the option for <see cref="MentionRole.Option"/>; otherwise null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The mentions by start, then longest first; empty when there are none.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or offers no <see cref="INodeCatalog"/>.</exception>
    public async ValueTask<IReadOnlyList<EntityMention>> ExtractTextAsync(
        IKnowledgeGraph graph, string text, MentionRole role = MentionRole.Question, string? optionLabel = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(text);
        EntityLexicon lexicon = await GetLexiconAsync(graph, cancellationToken).ConfigureAwait(false);
        using LexiconMatcher matcher = new(lexicon, text, _options);
        return matcher.Extract(role, optionLabel, matcher.Read(cancellationToken), cancellationToken);
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
