using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace MedReason;

/// <summary>
/// The name under which this library can be observed. <c>docs/telemetry.md</c> lists every span, metric and attribute; the names are a contract.
/// </summary>
/// <remarks>
/// <para>Spans and metrics carry codes, names of types and numbers: never text of a question, of an answer, of a graph or of a model, and no id, unless
/// <see cref="RunOptions.EnableSensitiveData"/> is set; then spans do, metrics never.</para>
/// <para>Source and meter are static, so that they are the same with and without dependency injection. Without a listener, nothing is created.</para>
/// </remarks>
public static class MedReasonTelemetry
{
    /// <summary>The name of the activity source and of the meter, for <c>AddSource</c> and <c>AddMeter</c>.</summary>
    public const string SourceName = "MedReason";

    /// <summary>The name of the attribute that holds how a question or a row ended.</summary>
    public const string OutcomeTag = "medreason.outcome";

    /// <summary>The name of the attribute that holds the code of a rejection or a failure.</summary>
    public const string ReasonTag = "medreason.reason";

    /// <summary>The name of the attribute that holds the stage, one of <see cref="StageNames"/>.</summary>
    public const string StageTag = "medreason.stage";

    /// <summary>The name of the attribute that holds the type of an error, as OpenTelemetry's conventions name it.</summary>
    public const string ErrorTypeTag = "error.type";

    internal const string QuestionActivity = "medreason.question";
    internal const string StageActivity = "medreason.stage";
    internal const string GraphActivity = "medreason.graph.call";

    internal const string ModeTag = "medreason.mode";
    internal const string VisibilityTag = "medreason.visibility";
    internal const string OperationTag = "medreason.graph.operation";
    internal const string GraphKindTag = "medreason.graph.kind";
    internal const string ItemsTag = "medreason.graph.items";
    internal const string TokenTypeTag = "medreason.token.type";
    internal const string ReplyFailureTag = "medreason.reply.failure";

    private static readonly double[] StageSeconds = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
    private static readonly double[] CallSeconds = [0.00001, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

    /// <summary>The version of this library, without the source revision.</summary>
    internal static string Version { get; } = ReadVersion();

    internal static ActivitySource Source { get; } = new(SourceName, Version);

    internal static Meter Meter { get; } = new(SourceName, Version);

    internal static Histogram<double> QuestionDuration { get; } = Seconds("medreason.question.duration", "How long a question took.", StageSeconds);

    internal static Histogram<double> StageDuration { get; } = Seconds("medreason.stage.duration", "How long a stage took.", StageSeconds);

    internal static Histogram<double> GraphCallDuration { get; } = Seconds("medreason.graph.call.duration", "How long a call to the graph took.", CallSeconds);

    internal static Counter<long> Questions { get; } = Meter.CreateCounter<long>("medreason.questions", "{question}", "Questions by what became of them.");

    internal static Counter<long> ExpandedEdges { get; } = Meter.CreateCounter<long>(
        "medreason.search.expanded_edges", "{edge}", "Edges that searches looked at.");

    internal static Counter<long> EntitiesDropped { get; } = Meter.CreateCounter<long>(
        "medreason.entities.dropped", "{mention}", "Mentions and choices of a model that were not used.");

    internal static Counter<long> ModelCalls { get; } = Meter.CreateCounter<long>("medreason.model.calls", "{call}", "Calls of a model that were answered.");

    internal static Counter<long> ModelTokens { get; } = Meter.CreateCounter<long>("medreason.model.tokens", "{token}", "Tokens sent and received.");

    internal static Counter<long> RejectedReplies { get; } = Meter.CreateCounter<long>(
        "medreason.model.rejected_replies", "{reply}", "Replies of a model that could not be used.");

    /// <summary>Whether anybody wants to know of single calls to a graph.</summary>
    internal static bool AreGraphCallsObserved => GraphCallDuration.Enabled || Source.HasListeners();

    /// <summary>Makes a histogram of seconds.</summary>
    internal static Histogram<double> Seconds(string name, string description, IReadOnlyList<double> boundaries) => Meter.CreateHistogram(
        name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });

    /// <summary>What kind of failure an exception is, without its message.</summary>
    internal static string ErrorType(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    /// <summary>Counts a reply that could not be used.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="stage">The stage that asked; null outside of a stage.</param>
    internal static void RejectReply(ModelOutputFailure failure, string? stage)
    {
        if (!RejectedReplies.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            {
                ReplyFailureTag,
                failure switch
                {
                    ModelOutputFailure.FinishReason => "finish_reason",
                    ModelOutputFailure.Refusal => "refusal",
                    ModelOutputFailure.Empty => "empty",
                    ModelOutputFailure.Parse => "parse",
                    ModelOutputFailure.Schema => "schema",
                    _ => "semantics",
                }
            },
        };
        if (stage is not null)
        {
            tags.Add(StageTag, stage);
        }

        RejectedReplies.Add(1, tags);
    }

    private static string ReadVersion()
    {
        string version = typeof(MedReasonTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        int revision = version.IndexOf('+', StringComparison.Ordinal);
        return revision < 0 ? version : version[..revision];
    }
}
