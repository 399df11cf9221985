using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace MedReason;

/// <summary>The names under which the pipeline can be observed. No tag and no event ever carries text of a question.</summary>
/// <remarks>
/// <para>Activities, all from the source <see cref="SourceName"/>:</para>
/// <list type="bullet">
/// <item><description><c>medreason.question</c>: one question. Tags <c>medreason.question.id</c>, <c>medreason.mode</c>, <c>medreason.visibility</c>,
/// <c>medreason.outcome</c>, <c>medreason.reason</c>.</description></item>
/// <item><description><c>medreason.stage</c>: one stage of it. Tag <c>medreason.stage</c>; status error where the stage failed.</description></item>
/// </list>
/// <para>Instruments, all from the meter <see cref="SourceName"/>:</para>
/// <list type="bullet">
/// <item><description><c>medreason.question.duration</c>, histogram, seconds. Tags <c>medreason.outcome</c>, <c>medreason.mode</c>.</description></item>
/// <item><description><c>medreason.stage.duration</c>, histogram, seconds. Tags <c>medreason.stage</c>, and <c>error.type</c> where it failed.</description></item>
/// <item><description><c>medreason.questions</c>, counter. Tags <c>medreason.outcome</c>, <c>medreason.reason</c>, <c>medreason.mode</c>.</description></item>
/// <item><description><c>medreason.search.expanded_edges</c>, counter of edges that path searches looked at.</description></item>
/// <item><description><c>medreason.model.calls</c>, <c>medreason.model.tokens</c>, counters; tokens with tag <c>medreason.token.type</c> input or output.</description></item>
/// </list>
/// </remarks>
public static class MedReasonTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "MedReason";

    internal const string QuestionActivity = "medreason.question";
    internal const string StageActivity = "medreason.stage";
    internal const string QuestionIdTag = "medreason.question.id";
    internal const string ModeTag = "medreason.mode";
    internal const string VisibilityTag = "medreason.visibility";
    internal const string OutcomeTag = "medreason.outcome";
    internal const string ReasonTag = "medreason.reason";
    internal const string StageTag = "medreason.stage";
    internal const string ErrorTypeTag = "error.type";
    internal const string TokenTypeTag = "medreason.token.type";

    /// <summary>The version of this library, without the source revision.</summary>
    internal static string Version { get; } = ReadVersion();

    internal static ActivitySource Source { get; } = new(SourceName, Version);

    internal static Meter Meter { get; } = new(SourceName, Version);

    internal static Histogram<double> QuestionDuration { get; } = Meter.CreateHistogram<double>("medreason.question.duration", "s", "How long a question took.");

    internal static Histogram<double> StageDuration { get; } = Meter.CreateHistogram<double>("medreason.stage.duration", "s", "How long a stage took.");

    internal static Counter<long> Questions { get; } = Meter.CreateCounter<long>("medreason.questions", "{question}", "Questions by outcome.");

    internal static Counter<long> ExpandedEdges { get; } = Meter.CreateCounter<long>("medreason.search.expanded_edges", "{edge}", "Edges that searches looked at.");

    internal static Counter<long> ModelCalls { get; } = Meter.CreateCounter<long>("medreason.model.calls", "{call}", "Calls to models.");

    internal static Counter<long> ModelTokens { get; } = Meter.CreateCounter<long>("medreason.model.tokens", "{token}", "Tokens sent and received.");

    private static string ReadVersion()
    {
        string version = typeof(MedReasonTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        int revision = version.IndexOf('+', StringComparison.Ordinal);
        return revision < 0 ? version : version[..revision];
    }
}
