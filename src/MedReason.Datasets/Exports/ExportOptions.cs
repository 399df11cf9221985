namespace MedReason.Datasets;

/// <summary>How a run is exported. Immutable.</summary>
public sealed class ExportOptions
{
    /// <summary>The format.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>How a response tells reasoning from answer; of no account for <see cref="ExportFormat.MedReason"/>, which keeps them apart.</summary>
    public ReasoningForm Reasoning { get; init; }

    /// <summary>Which answer a row carries.</summary>
    public AnswerForm Answer { get; init; }

    /// <summary>Whether the prompt holds the options; the published training prompts do not.</summary>
    public bool IncludeOptions { get; init; }

    /// <summary>How many files the training rows are spread over, row by row in turn; at least 1.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>The share of rows for validation, from 0 to below 1. A cluster of near-duplicates is never torn apart, so the share is met on average.</summary>
    public double ValidationShare { get; init; }

    /// <summary>The seed of the split.</summary>
    public long Seed { get; init; }

    /// <summary>Whether rows that <see cref="Decontaminator"/> flagged are kept; else they are left out and counted.</summary>
    public bool KeepContaminated { get; init; }

    /// <summary>Whether of each cluster of near-duplicates the first row alone is kept.</summary>
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
