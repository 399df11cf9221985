using MedReason.Questions;
using MedReason.Verification;

namespace MedReason.Pipeline;

/// <summary>How far one question has come: what each step so far has given. Immutable.</summary>
internal sealed record QuestionProgress
{
    /// <summary>Gets what ranker and writer see of a known answer in this attempt.</summary>
    public required AnswerVisibility Visibility { get; init; }

    /// <summary>Gets the number of earlier attempts with a hidden answer.</summary>
    public int HiddenAttempts { get; init; }

    /// <summary>Gets the metadata of the graph.</summary>
    public KnowledgeGraphMetadata? Metadata { get; init; }

    /// <summary>Gets what each stage may see of the question.</summary>
    public QuestionView? View { get; init; }

    /// <summary>Gets the mentions.</summary>
    public IReadOnlyList<EntityMention> Mentions { get; init; } = [];

    /// <summary>Gets the links.</summary>
    public IReadOnlyList<EntityLink> Links { get; init; } = [];

    /// <summary>Gets what the question asks for; null while it is not read, and when no grade is asked for.</summary>
    public IntentReading? Intent { get; init; }

    /// <summary>Gets the entities of the question.</summary>
    public QuestionEntities? Entities { get; init; }

    /// <summary>Gets the statement that a yes/no question asks about; null for every other question.</summary>
    public ReadStatement? Statement { get; init; }

    /// <summary>Gets the entities of the known answer.</summary>
    public AnswerEntities? Answer { get; init; }

    /// <summary>Gets the possible conclusions.</summary>
    public Conclusions? Conclusions { get; init; }

    /// <summary>Gets the paths found.</summary>
    public PathSearchResult? Search { get; init; }

    /// <summary>Gets the evidence chosen.</summary>
    public EvidenceSet? Evidence { get; init; }

    /// <summary>Gets the chain.</summary>
    public ReasoningChain? Chain { get; init; }

    /// <summary>Gets the verdict.</summary>
    public ChainVerdict? Verdict { get; init; }

    /// <summary>Gets whether the chain is written without paths, because there are none.</summary>
    public bool IsWithoutPaths { get; init; }

    /// <summary>Gets how the question ended; null while it is being worked on.</summary>
    public QuestionEnding? Ending { get; init; }

    /// <summary>Ends the question as rejected.</summary>
    public QuestionProgress Reject(string stage, string reason, string detail) =>
        this with { Ending = new QuestionEnding(ReasoningOutcome.Rejected, stage, reason, detail) };

    /// <summary>Rejects for lack of paths, or goes on without any where the options say so.</summary>
    public QuestionProgress RejectOrGoOn(RunOptions options, string stage, string reason, string detail) =>
        !options.WritesWithoutPaths || options.MinGrade != EvidenceGrade.None ? Reject(stage, reason, detail) : this with
        {
            IsWithoutPaths = true,
            Evidence = EvidenceSet.Empty,
            Conclusions = Conclusions.Plain([], [], View!.ForArguing, View.LinksForArguing(Links)),
        };

    /// <summary>Starts the next attempt, with the answer shown.</summary>
    public QuestionProgress WithAnswerShown() => new()
    {
        Visibility = AnswerVisibility.Shown,
        HiddenAttempts = HiddenAttempts + 1,
        Metadata = Metadata,
        Answer = Answer,
    };
}
