namespace MedReason.Datasets;

/// <summary>Provides the options of an export. Immutable.</summary>
public sealed class ExportOptions
{
    /// <summary>Gets the format.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>Gets how a response separates reasoning from answer; ignored for <see cref="ExportFormat.MedReason"/>, which keeps them apart.</summary>
    /// <value>The default is null: <see cref="ReasoningForm.Think"/> in an export, <see cref="ReasoningForm.Published"/> in a recipe.</value>
    public ReasoningForm? Reasoning { get; init; }

    internal ReasoningForm ExportForm => Reasoning ?? ReasoningForm.Think;

    /// <summary>Gets which answer a row carries.</summary>
    public AnswerForm Answer { get; init; }

    /// <summary>Gets whether the prompt holds the options; the published training prompts do not.</summary>
    public bool IncludeOptions { get; init; }

    /// <summary>Gets the number of files that the training rows are spread over, row by row in turn; at least 1.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Gets the share of rows for validation, from 0 to below 1.</summary>
    /// <remarks>A cluster of near-duplicates is never split, so the share is met on average.</remarks>
    public double ValidationShare { get; init; }

    /// <summary>Gets the seed of the split.</summary>
    public long Seed { get; init; }

    /// <summary>Gets the least grade of evidence of a row that is kept; rows below it, or without a grade, are left out and counted.</summary>
    /// <value>The default is <see cref="EvidenceGrade.None"/>: every accepted row.</value>
    public EvidenceGrade MinGrade { get; init; }

    /// <summary>Gets whether rows that <see cref="Decontaminator"/> flagged are kept; else they are left out and counted.</summary>
    public bool KeepContaminated { get; init; }

    /// <summary>Gets whether only the first row of each cluster of near-duplicates is kept.</summary>
    public bool DropNearDuplicates { get; init; }

    /// <summary>Gets the terms of a graph that this version does not know, for the card; null when they are not stated.</summary>
    public string? GraphTerms { get; init; }

    /// <summary>Gets the formats whose banks the card credits.</summary>
    /// <value>The default is <see cref="QuestionFormatRegistry.Default"/>.</value>
    public QuestionFormatRegistry Formats { get; init; } = QuestionFormatRegistry.Default;

    /// <summary>Gets the terms of datasets for which no format is registered, for the card; null refuses to export their rows.</summary>
    public string? SourceTerms { get; init; }

    internal string? FindSourceTerms(string dataset) => Formats.FindDataset(dataset)?.Terms ?? SourceTerms;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Shards, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ValidationShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ValidationShare, 1);
    }
}
