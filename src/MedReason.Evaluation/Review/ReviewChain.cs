using System.Text.Json;
using MedReason.Datasets;

namespace MedReason.Evaluation;

/// <summary>A chain as a rater sees it, with its origin, which the page shows only after the rating. Immutable.</summary>
public sealed record ReviewChain
{
    /// <summary>Gets the origin of the chain: <c>run</c>, <c>against</c> (the other run) or <c>source</c> (the source of the question).</summary>
    public required string Side { get; init; }

    /// <summary>Gets the steps in words.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>Gets the conclusion; empty when the chain has none.</summary>
    public required string Conclusion { get; init; }

    /// <summary>Gets the model that wrote the chain; null when no model wrote it.</summary>
    public string? Model { get; init; }

    /// <summary>Gets the status of the chain's verdict; null when it was not verified.</summary>
    public string? Verdict { get; init; }

    /// <summary>Reads the chain of a row in the form that <see cref="ReasoningRow"/> writes; null when the row has none.</summary>
    internal static ReviewChain? Read(JsonLine line, string side)
    {
        if (!ReasoningRowReader.IsOwnForm(line) || ReasoningRowReader.ReadChain(line) is not { Steps.Count: > 0 } chain)
        {
            return null;
        }

        string? verdict = line.Root.TryGetProperty("verdict", out JsonElement value) && value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("status", out JsonElement status) && status.ValueKind == JsonValueKind.String ? status.GetString() : null;
        return new ReviewChain
        {
            Side = side,
            Steps = [.. chain.Steps.Select(step => step.Text)],
            Conclusion = ChainSections.FindConclusion(chain.Text) ?? chain.Answer ?? string.Empty,
            Model = chain.ModelId,
            Verdict = verdict,
        };
    }

    /// <summary>Reads the reasoning that the source of a row gives, one step for each line that is not blank; null when it gives none.</summary>
    internal static ReviewChain? ReadSource(JsonLine line)
    {
        if (ReasoningRowReader.FindSourceReasoning(line)?.TrimEnd() is not string text)
        {
            return null;
        }

        string? conclusion = ChainSections.FindConclusion(text);
        string[] steps = (conclusion is null ? text : text[..^conclusion.Length]).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new ReviewChain
        {
            Side = "source",
            Steps = conclusion is null ? steps : steps[..^1],
            Conclusion = conclusion ?? string.Empty,
        };
    }
}
