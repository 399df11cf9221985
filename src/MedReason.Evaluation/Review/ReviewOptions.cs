namespace MedReason.Evaluation;

/// <summary>Options of <see cref="ReviewSet.ReadAsync"/>: which chains are rated, by how many raters, in what order. Immutable.</summary>
public sealed record ReviewOptions
{
    /// <summary>Gets the folder of another run over the same questions, whose chains are shown beside the run's; null for none.</summary>
    public string? AgainstRun { get; init; }

    /// <summary>
    /// Gets a value indicating whether the reasoning of each question's source is shown beside the run's chain. Not together with <see cref="AgainstRun"/>.
    /// </summary>
    public bool AgainstSource { get; init; }

    /// <summary>Gets the maximum number of items for all raters together, drawn by the seed; repeats are added to them.</summary>
    public int MaxItems { get; init; } = int.MaxValue;

    /// <summary>Gets the share of items that are shown twice, from 0 to 1, to measure the agreement of a rater with themselves.</summary>
    public double Repeats { get; init; }

    /// <summary>Gets the number of items that every rater rates; each of the other items is rated by one rater.</summary>
    public int Overlap { get; init; }

    /// <summary>Gets the number of raters.</summary>
    /// <value>The default is 1, who rates everything.</value>
    public int Raters { get; init; } = 1;

    /// <summary>Gets the rater whose items these are, from 1 to <see cref="Raters"/>.</summary>
    /// <value>The default is 1.</value>
    public int Rater { get; init; } = 1;

    /// <summary>Gets the seed of the draw, the order, the sides and the repeats.</summary>
    public long Seed { get; init; }
}
