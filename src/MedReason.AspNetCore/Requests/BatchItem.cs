using System.Text.Json;

namespace MedReason.AspNetCore.Requests;

/// <summary>An item of a batch: a text about a question. Immutable.</summary>
internal sealed record BatchItem
{
    /// <summary>Gets the identity that the client gave, a text or a number; null when it gave none.</summary>
    public JsonElement? Id { get; init; }

    /// <summary>Gets the question.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>Gets the completion or the text.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the edges of a gold subgraph; null when there is none.</summary>
    public IReadOnlyList<KgEdge>? Reference { get; init; }
}
