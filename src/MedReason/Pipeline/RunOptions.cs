using System.ComponentModel.DataAnnotations;
using MedReason.Pipeline;
using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>How <see cref="ReasoningPipeline"/> treats questions. Immutable. All caps count work, never time.</summary>
public sealed record RunOptions
{
    private static readonly RunOptionsValidator Validator = new();

    /// <summary>Whether the answer is known. Default <see cref="ReasoningMode.Explain"/>.</summary>
    [EnumDataType(typeof(ReasoningMode))]
    public ReasoningMode Mode { get; init; }

    /// <summary>What ranker and writer see of a known answer. Default <see cref="AnswerVisibility.Hidden"/>.</summary>
    [EnumDataType(typeof(AnswerVisibility))]
    public AnswerVisibility Visibility { get; init; }

    /// <summary>
    /// Whether a question whose hidden attempt was rejected is tried once more with the answer shown. The provenance of such a result says
    /// <see cref="ReasoningProvenance.WriterSees"/> shown and counts the hidden attempts. Default false.
    /// </summary>
    public bool ShowAfterHidden { get; init; }

    /// <summary>Seeds the draw of decoys, the order in which options are offered, and whatever a stage draws. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>How many questions are worked on at once; results do not depend on it. 1 to 1,024, default 4.</summary>
    [Range(1, 1024)]
    public int Concurrency { get; init; } = 4;

    /// <summary>The greatest number of hops of a path. 1 to 16, default 4.</summary>
    [Range(1, 16)]
    public int MaxPathLength { get; init; } = 4;

    /// <summary>How many hops longer than the shortest a path may be. 0 to 15, default 0: shortest paths only.</summary>
    [Range(0, 15)]
    public int Slack { get; init; }

    /// <summary>At most so many paths are told for a pair. 1 to 100,000, default 50, as published.</summary>
    [Range(1, 100_000)]
    public int MaxPathsPerPair { get; init; } = 50;

    /// <summary>At most so many edges are looked at for a pair. 1 to 10^15, default 50,000,000.</summary>
    [Range(1d, 1e15)]
    public long MaxExpandedEdges { get; init; } = 50_000_000;

    /// <summary>
    /// At most so many pairs are searched for a question; the question's last entities are left out first, for every option alike, and
    /// <see cref="PathSearchResult.OmittedPairs"/> tells how many pairs that were. 1 to 1,000,000, default 2,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxPairs { get; init; } = 2_000;

    /// <summary>At most so many paths are offered for each option, or in all for an open question. 1 to 1,000, default 3, as published.</summary>
    [Range(1, 1_000)]
    public int MaxEvidencePaths { get; init; } = 3;

    /// <summary>How many decoys stand beside a hidden answer that has no other options. 0 to 16, default 3; with 0 the answer counts as visible.</summary>
    [Range(0, 16)]
    public int DecoyCount { get; init; } = 3;

    /// <summary>
    /// At most so many UTF-16 code units of question, context, options, answer and rationale together; a longer question is rejected. Default 200,000.
    /// </summary>
    [Range(1, 100_000_000)]
    public int MaxTextLength { get; init; } = 200_000;

    /// <summary>
    /// Whether paths run to the entities of the source's rationale where the answer itself names none that the graph knows. It needs an answer that the
    /// writer sees, or an open question. Default true.
    /// </summary>
    public bool UseRationale { get; init; } = true;

    /// <summary>Which relations and node types may be walked; null for affirmed relations and all types. Counter-evidence is looked for beside it, under the same lists.</summary>
    public KgFilter? Filter { get; init; }

    /// <summary>
    /// Whether spans and the debug log tell text: ids, questions, options, answers, rationales, what stages hand on, and replies that could not be used. Metrics
    /// and messages of exceptions never do, and nothing tells a key. Default false: then no sink holds any text (<c>docs/telemetry.md</c> says what counts
    /// as one). No environment variable changes it, and no result depends on it.
    /// </summary>
    public bool EnableSensitiveData { get; init; }

    /// <summary>What makes one path better than another during the search; null for the finder's own order.</summary>
    public IPathCost? PathCost { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <param name="parameterName">The name that the exception carries.</param>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and what range it has.</exception>
    internal void Validate(string parameterName)
    {
        ValidateOptionsResult result = Validator.Validate(null, this);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage, parameterName);
        }
    }
}
