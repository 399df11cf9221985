namespace MedReason.Evaluation;

/// <summary>A paired test of two models over the questions that both answered. Immutable.</summary>
public sealed record TableTest
{
    /// <summary>Gets the name of the model that the other is tested against.</summary>
    public required string Reference { get; init; }

    /// <summary>Gets the number of questions to which both models gave a reply.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the number of these questions that only the model has right.</summary>
    public required int OnlyModel { get; init; }

    /// <summary>Gets the number of these questions that only the reference has right.</summary>
    public required int OnlyReference { get; init; }

    /// <summary>Gets the p-value of the exact McNemar test; null without questions.</summary>
    public double? PValue { get; init; }

    /// <summary>Gets the p-value adjusted by Holm's method over all tests of the table; null without questions.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>Gets the share right of the model less that of the reference, over these questions; null without questions.</summary>
    public double? Difference => Count == 0 ? null : (double)(OnlyModel - OnlyReference) / Count;
}
