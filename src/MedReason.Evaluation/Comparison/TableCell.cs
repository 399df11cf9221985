namespace MedReason.Evaluation;

/// <summary>The figures of one model on one benchmark. Immutable.</summary>
public sealed record TableCell
{
    /// <summary>Gets the name of the model, that of the row.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the name of the question bank, that of the column.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Gets the folder of the run.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the share of questions answered right by the table's scorer, with Wilson's interval.</summary>
    /// <remarks>Our scorer counts every question that was asked; the published one leaves out those with an empty output, and takes the higher of its first
    /// and last match.</remarks>
    public required ShareFigure Accuracy { get; init; }

    /// <summary>Gets the number of questions that were asked.</summary>
    public required int Asked { get; init; }

    /// <summary>Gets the number of questions to which the model gave no reply.</summary>
    public required int Failed { get; init; }

    /// <summary>Gets the number of questions whose reply names no option, or several, as we read it.</summary>
    public required int Undecided { get; init; }

    /// <summary>Gets a value indicating whether no model of the benchmark has a higher share.</summary>
    public bool IsBest { get; init; }

    /// <summary>Gets the test against the reference of the benchmark; null for the reference itself, and without a reference.</summary>
    public TableTest? Test { get; init; }
}
