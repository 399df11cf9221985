using System.ComponentModel.DataAnnotations;
using MedReason.Pipeline;
using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>The options of a run of a <see cref="ReasoningPipeline"/>. Immutable. All limits count work, never time.</summary>
public sealed record RunOptions
{
    private static readonly RunOptionsValidator Validator = new();
    private static readonly RuleIntentReader DefaultReader = new();

    /// <summary>Gets whether the answer is known.</summary>
    /// <value>The default is <see cref="ReasoningMode.Explain"/>.</value>
    [EnumDataType(typeof(ReasoningMode))]
    public ReasoningMode Mode { get; init; }

    /// <summary>Gets what ranker and writer see of a known answer.</summary>
    /// <value>The default is <see cref="AnswerVisibility.Hidden"/>.</value>
    [EnumDataType(typeof(AnswerVisibility))]
    public AnswerVisibility Visibility { get; init; }

    /// <summary>
    /// Gets whether a question whose hidden attempt was rejected is tried once more with the answer shown. The provenance of such a result has
    /// <see cref="ReasoningProvenance.WriterSees"/> shown and counts the hidden attempts.
    /// </summary>
    /// <value>The default is false.</value>
    public bool ShowAfterHidden { get; init; }

    /// <summary>Gets the seed for the draw of decoys, the order in which options are offered, and random draws of stages.</summary>
    /// <value>The default is 0.</value>
    public long Seed { get; init; }

    /// <summary>Gets the number of questions that are worked on at the same time; results do not depend on it.</summary>
    /// <value>1 to 1,024. The default is 4.</value>
    [Range(1, 1024)]
    public int Concurrency { get; init; } = 4;

    /// <summary>Gets the maximum number of hops of a path.</summary>
    /// <value>1 to 16. The default is 4.</value>
    [Range(1, 16)]
    public int MaxPathLength { get; init; } = 4;

    /// <summary>Gets the maximum number of hops by which a path may be longer than the shortest.</summary>
    /// <value>0 to 15. The default is 0: shortest paths only.</value>
    [Range(0, 15)]
    public int Slack { get; init; }

    /// <summary>Gets the maximum number of paths returned per pair.</summary>
    /// <value>1 to 100,000. The default is 50, as published.</value>
    [Range(1, 100_000)]
    public int MaxPathsPerPair { get; init; } = 50;

    /// <summary>Gets the maximum number of edges looked at per pair.</summary>
    /// <value>1 to 10^15. The default is 50,000,000.</value>
    [Range(1d, 1e15)]
    public long MaxExpandedEdges { get; init; } = 50_000_000;

    /// <summary>
    /// Gets the maximum number of pairs searched per question; the question's last entities are omitted first, for every option alike, and
    /// <see cref="PathSearchResult.OmittedPairs"/> counts the omitted pairs.
    /// </summary>
    /// <value>1 to 1,000,000. The default is 2,000.</value>
    [Range(1, 1_000_000)]
    public int MaxPairs { get; init; } = 2_000;

    /// <summary>Gets the maximum number of paths offered per option, or in total for an open question.</summary>
    /// <value>1 to 1,000. The default is 3, as published.</value>
    [Range(1, 1_000)]
    public int MaxEvidencePaths { get; init; } = 3;

    /// <summary>Gets the number of decoys searched beside a hidden answer that has no other options.</summary>
    /// <value>0 to 16. The default is 3; with 0 the answer counts as visible.</value>
    [Range(0, 16)]
    public int DecoyCount { get; init; } = 3;

    /// <summary>Gets the maximum number of UTF-16 code units of question, context, options, answer and rationale; a longer question is rejected.</summary>
    /// <value>1 to 100,000,000. The default is 200,000.</value>
    [Range(1, 100_000_000)]
    public int MaxTextLength { get; init; } = 200_000;

    /// <summary>
    /// Gets whether paths lead to the entities of the source's rationale if the answer itself names none that the graph has. It needs an answer that the
    /// writer sees, or an open question. Such paths are evidence that is shown and marked (<see cref="EvidencePath.IsFromRationale"/>); they lead to what
    /// the rationale names and not to the answer, so that no chain is accepted by them alone.
    /// </summary>
    /// <value>The default is true.</value>
    public bool UseRationale { get; init; } = true;

    /// <summary>
    /// Gets whether a chain is written also where the graph has no entity of question or answer, no path, or none worth citing, as the published prompt
    /// allows. It needs <see cref="MinGrade"/> none and a writer that can write without evidence.
    /// </summary>
    /// <value>The default is false: such a question is rejected.</value>
    public bool WritesWithoutPaths { get; init; }

    /// <summary>
    /// Gets the filter of relations and node types; null for affirmed relations and all types. Counter-evidence is searched beside it, under the same lists.
    /// </summary>
    public KgFilter? Filter { get; init; }

    /// <summary>
    /// Gets whether spans and the debug log hold text: ids, questions, options, answers, rationales, results of stages, and replies that could not be used.
    /// Metrics and messages of exceptions never do, and nothing holds a key. No environment variable changes it, and no result depends on it.
    /// </summary>
    /// <value>The default is false: then no sink holds any text (<c>docs/telemetry.md</c> says what counts as one).</value>
    public bool EnableSensitiveData { get; init; }

    /// <summary>Gets the cost by which the search orders paths; null for the finder's own order.</summary>
    public IPathCost? PathCost { get; init; }

    /// <summary>
    /// Gets the least grade of evidence with which a known answer is argued; below it the question is rejected before a chain is written. With
    /// <see cref="EvidenceGrade.None"/> arguments are not sought: every path counts. In answer mode an answer is given at
    /// <see cref="EvidenceGrade.Discriminating"/> only, unless the value is <see cref="EvidenceGrade.Associated"/> or less.
    /// </summary>
    /// <value>The default is <see cref="EvidenceGrade.Supporting"/>, which an accepted chain needs to be read as an argument.</value>
    [EnumDataType(typeof(EvidenceGrade))]
    public EvidenceGrade MinGrade { get; init; } = EvidenceGrade.Supporting;

    /// <summary>Gets which kinds of paths are arguments, for each intent.</summary>
    /// <value>The default is <see cref="ArgumentTable.Default"/>.</value>
    public ArgumentTable Arguments { get; init => field = value ?? ArgumentTable.Default; } = ArgumentTable.Default;

    /// <summary>Gets the reader of what a question asks for.</summary>
    /// <value>The default is a <see cref="RuleIntentReader"/>.</value>
    public IQuestionIntentReader IntentReader { get; init => field = value ?? DefaultReader; } = DefaultReader;

    /// <summary>Throws when a value is out of range.</summary>
    /// <param name="parameterName">The parameter name of the exception.</param>
    /// <exception cref="ArgumentException">A value is out of range; the message names it and its range.</exception>
    internal void Validate(string parameterName)
    {
        ValidateOptionsResult result = Validator.Validate(null, this);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage, parameterName);
        }
    }
}
