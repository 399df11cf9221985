using System.Globalization;
using System.Text;
using MedReason.Chat;
using MedReason.Paths;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>Has a model choose among the paths that a local ranker ranks best: one call per question, answered with ids only.</summary>
/// <remarks>
/// <para>
/// The model sees the question, never the answer, and a set of paths in the graph's words; it can only choose from these, so no path is invented. The
/// local ranker decides how many paths each conclusion gets: when the model chooses fewer, the local order fills up; when it chooses more, the first ones
/// are used. A conclusion that keeps all its offered paths is left out. Scores, contrast and the favored option are those of the local ranker.
/// </para>
/// <para>The local ranker's decision is used when there is nothing to choose, and when the model fails; only cancellation passes through. Safe for
/// concurrent use if the client is.</para>
/// </remarks>
public sealed class ChatPathRanker : IPathRanker, IWarmableStage
{
    private static readonly PromptTemplate OwnPrompt = new("select", "2", $$"""
        Choose evidence for a medical question. {{FencedMessages.Rule}}
        "paths" offers paths of a knowledge graph by the option they lead to. For each option choose those that explain best how the findings bear on it,
        """ + " specific mechanisms first. Reply with their ids, best first.");

    private readonly IChatClient _client;
    private readonly IPathRanker _local;
    private readonly ChatPathRankerOptions _options;
    private readonly PromptTemplate _prompt;

    /// <summary>Creates a ranker.</summary>
    /// <param name="client">The model; not disposed.</param>
    /// <param name="local">Ranks what is offered; null for <see cref="EvidencePathRanker"/> with its defaults.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Fewer than one path would be offered, or the prompt has a placeholder that is not known.</exception>
    public ChatPathRanker(IChatClient client, IPathRanker? local = null, ChatPathRankerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _local = local ?? new EvidencePathRanker();
        _options = options ?? new ChatPathRankerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.OfferedFactor, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxOffered, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxQuestionLength, 1, nameof(options));
        _prompt = (_options.Prompt ?? OwnPrompt).Require("opening", "closing");
    }

    /// <summary>Gets the prompt, for provenance.</summary>
    public PromptTemplate Prompt => _prompt;

    /// <inheritdoc />
    public async Task<EvidenceSet> RankAsync(IKnowledgeGraph graph, RankingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        (EvidenceSet decided, IReadOnlyList<EvidencePath> offered) = await RankLocallyAsync(graph, request, cancellationToken).ConfigureAwait(false);
        offered = LeaveOutKept(offered.Count > _options.MaxOffered ? Trim(offered, decided) : offered, decided);
        if (offered.Count == 0)
        {
            return decided;
        }

        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            StructuredResponse<PathChoiceReply> reply = await _client.GetStructuredAsync(
                GetMessages(request.Question, offered, decided, metadata),
                PathChoiceJsonContext.Default.PathChoiceReply,
                _prompt.For(_options.Chat),
                choice => Check(choice, offered.Count),
                cancellationToken).ConfigureAwait(false);
            return Apply(reply.Value, offered, decided) with { Usage = ModelUsage.Sum(decided.Usage, reply.Usage) };
        }
        catch (ModelOutputException exception)
        {
            await ModelUsageScope.FallBackAsync(exception).ConfigureAwait(false);
            return decided with { Usage = ModelUsage.Sum(decided.Usage, exception.Usage) };
        }
#pragma warning disable CA1031 // On any exception of a client the local decision is used; that is this class's contract.
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            await ModelUsageScope.FallBackAsync(exception).ConfigureAwait(false);
            return decided;
        }
    }

    /// <inheritdoc />
    Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken) =>
        (_local as IWarmableStage)?.WarmUpAsync(graph, cancellationToken) ?? Task.CompletedTask;

    private async Task<(EvidenceSet Decided, IReadOnlyList<EvidencePath> Offered)> RankLocallyAsync(
        IKnowledgeGraph graph, RankingRequest request, CancellationToken cancellationToken)
    {
        int maxOffered = GetOffered(request.MaxPaths);
        if (_local is EvidencePathRanker ranker)
        {
            // Scoring is most of the work, and the same for both numbers of paths.
            return await ranker.RankAsync(graph, request, maxOffered, cancellationToken).ConfigureAwait(false);
        }

        EvidenceSet decided = await _local.RankAsync(graph, request, cancellationToken).ConfigureAwait(false);
        EvidenceSet offered = await _local.RankAsync(graph, request with { MaxPaths = maxOffered }, cancellationToken).ConfigureAwait(false);
        return (decided, offered.Paths);
    }

    private int GetOffered(int maxPaths) => (int)Math.Min(int.MaxValue, (long)maxPaths * _options.OfferedFactor);

    /// <summary>Keeps the chosen paths and fills up with the best of the others.</summary>
    private EvidencePath[] Trim(IReadOnlyList<EvidencePath> offered, EvidenceSet decided)
    {
        HashSet<(string?, EvidenceStance, KgPath)> kept = [.. decided.Paths.Select(GetKey)];
        foreach (EvidencePath path in offered
            .OrderByDescending(path => path.Score).ThenBy(path => path.Path).ThenBy(path => path.OptionLabel, StringComparer.Ordinal))
        {
            if (kept.Count < _options.MaxOffered)
            {
                kept.Add(GetKey(path));
            }
        }

        return [.. offered.Where(path => kept.Contains(GetKey(path)))];
    }

    /// <summary>Leaves out the conclusions that keep all their offered paths.</summary>
    private static EvidencePath[] LeaveOutKept(IReadOnlyList<EvidencePath> offered, EvidenceSet decided) =>
    [
        .. offered.GroupBy(path => path.OptionLabel, StringComparer.Ordinal)
            .Where(group => group.Count() > CountKept(decided, group.Key)).SelectMany(group => group),
    ];

    private static int CountKept(EvidenceSet decided, string? label) =>
        decided.Paths.Count(path => string.Equals(path.OptionLabel, label, StringComparison.Ordinal));

    private static (string? Label, EvidenceStance Stance, KgPath Path) GetKey(EvidencePath path) => (path.OptionLabel, path.Stance, path.Path);

    private static string? Check(PathChoiceReply reply, int offered)
    {
        foreach (string id in reply.Paths)
        {
            if (GetIndex(id, offered) < 0)
            {
                return "Every id must be one of those offered.";
            }
        }

        return reply.Paths.Count == 0 ? "At least one id is expected." : null;
    }

    /// <summary>Returns the index of an offered id; -1 for any other.</summary>
    internal static int GetIndex(string id, int offered) =>
        id.Length > 1 && id[0] == 'P' && int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= offered
            ? number - 1
            : -1;

    private static EvidenceSet Apply(PathChoiceReply reply, IReadOnlyList<EvidencePath> offered, EvidenceSet decided)
    {
        int[] order = [.. reply.Paths.Select(id => GetIndex(id, offered.Count)).Distinct()];
        var paths = new List<EvidencePath>(decided.Paths.Count);
        foreach (IGrouping<string?, EvidencePath> group in decided.Paths.GroupBy(path => path.OptionLabel, StringComparer.Ordinal))
        {
            int count = group.Count();
            IEnumerable<EvidencePath> selected = order.Select(index => offered[index])
                .Where(path => string.Equals(path.OptionLabel, group.Key, StringComparison.Ordinal));
            paths.AddRange(selected.Concat(group).DistinctBy(GetKey).Take(count));
        }

        return decided with { Paths = paths, Contrast = [.. decided.Contrast.Select(option => OptionContrast.Point(option, paths))] };
    }

    private List<ChatMessage> GetMessages(
        MedicalQuestion question, IReadOnlyList<EvidencePath> offered, EvidenceSet decided, KnowledgeGraphMetadata metadata) => FencedMessages.Create(
            _prompt,
            _options.RunKey,
            question.Id,
            [("question", GetEnd(question.Text, _options.MaxQuestionLength)), ("paths", GetText(question, offered, decided, metadata))]);

    /// <summary>Returns the end of a text, starting with a whole word.</summary>
    private static string GetEnd(string text, int maxLength)
    {
        int start = Math.Max(0, text.Length - maxLength);
        int space = start == 0 ? -1 : text.IndexOf(' ', start);
        return space < 0 ? text[start..] : text[(space + 1)..];
    }

    private static string GetText(MedicalQuestion question, IReadOnlyList<EvidencePath> offered, EvidenceSet decided, KnowledgeGraphMetadata metadata)
    {
        var wording = new PathWording(metadata, []);
        var text = new StringBuilder();
        for (int i = 0; i < offered.Count; i++)
        {
            string? label = offered[i].OptionLabel;
            if (i == 0 || !string.Equals(label, offered[i - 1].OptionLabel, StringComparison.Ordinal))
            {
                string option = question.FindOption(label) is { } known
                    ? $" for {PlainText.Clean(known.Label)}) {PlainText.Clean(known.Text)}"
                    : string.Empty;
                text.Append(CultureInfo.InvariantCulture, $"Choose {CountKept(decided, label)}{option}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"P{i + 1}: {wording.Line(offered[i].Path)}\n");
        }

        return text.ToString().TrimEnd('\n');
    }
}
