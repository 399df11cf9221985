namespace MedReason.Reports;

/// <summary>Represents a row that an audit shows in full. Immutable.</summary>
public sealed record AuditExample
{
    /// <summary>Gets the row.</summary>
    public required AuditRow Row { get; init; }

    /// <summary>Gets the question.</summary>
    public required string Question { get; init; }

    /// <summary>Gets the steps of the text with what the graph says of each.</summary>
    public required IReadOnlyList<StepLabel> Steps { get; init; }

    /// <summary>Gets the messages of what was found, the gravest first.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}
