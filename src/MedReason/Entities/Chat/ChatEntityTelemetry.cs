using Microsoft.Extensions.Logging;

namespace MedReason.Entities;

/// <summary>Counts the unused parts of model replies about entities and logs the numbers, never the words.</summary>
internal static partial class ChatEntityTelemetry
{
    public const string SpanNotFound = "span_not_found";
    public const string UnknownPart = "unknown_part";
    public const string UnknownType = "unknown_type";
    public const string AlreadyMarked = "already_marked";
    public const string NotOffered = "not_offered";
    public const string NotAnswered = "not_answered";
    public const string TextCut = "text_cut";

    public static void Report(ILogger logger, IReadOnlyDictionary<string, int> counts)
    {
        foreach ((string reason, int count) in counts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            MedReasonTelemetry.EntitiesDropped.Add(count, new KeyValuePair<string, object?>(MedReasonTelemetry.ReasonTag, reason));
            LogDropped(logger, count, reason);
        }
    }

    public static void Count(this Dictionary<string, int> counts, string reason) => counts[reason] = counts.GetValueOrDefault(reason) + 1;

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} times the model's word on entities was not used: {Reason}")]
    private static partial void LogDropped(ILogger logger, int count, string reason);
}
