namespace MedReason.Runs;

/// <summary>Represents the number of requests that failed for one reason. Immutable.</summary>
public sealed class RequestFailureTally
{
    /// <summary>Gets the reason, such as <c>openai answered 401 (invalid_api_key)</c>; it never holds text of a question or a reply.</summary>
    public required string Summary { get; init; }

    /// <summary>Gets the number of requests.</summary>
    public required long Count { get; init; }
}
