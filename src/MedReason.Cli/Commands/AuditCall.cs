namespace MedReason.Cli;

/// <summary>What a call of <c>audit</c> asks for.</summary>
internal sealed record AuditCall
{
    /// <summary>Gets the file of rows.</summary>
    public required string Input { get; init; }

    /// <summary>Gets the file of verdicts.</summary>
    public required string Output { get; init; }

    /// <summary>Gets the page; null for none.</summary>
    public string? Html { get; init; }

    /// <summary>Gets the file of labelled steps; null for none.</summary>
    public string? Steps { get; init; }

    /// <summary>Gets the benchmarks to compare with.</summary>
    public IReadOnlyList<string> Against { get; init; } = [];

    /// <summary>Gets how much of a text the graph has to support.</summary>
    public required ForeignChainVerifierOptions Limits { get; init; }

    /// <summary>Gets the language of the questions.</summary>
    public required LanguageProfile Language { get; init; }

    /// <summary>Gets the number of rows that are read at the same time.</summary>
    public required int Concurrency { get; init; }
}
