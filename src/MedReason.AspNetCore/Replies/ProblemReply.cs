namespace MedReason.AspNetCore.Replies;

/// <summary>Problem details by RFC 9457. Immutable.</summary>
internal sealed record ProblemReply
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Gets the kind of problem: none but the status.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>Gets the name of the status.</summary>
    public required string Title { get; init; }

    /// <summary>Gets the status.</summary>
    public required int Status { get; init; }

    /// <summary>Gets what is wrong, in one sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>Gets the path of the wrong member; null when no member is wrong.</summary>
    public string? Path { get; init; }

    /// <summary>Gets the index of the wrong item; null when no item is wrong.</summary>
    public int? Item { get; init; }
}
