namespace MedReason.Cli;

/// <summary>What <c>kg build</c> was asked.</summary>
internal sealed class KgBuildCall
{
    public required bool IsObo { get; init; }

    public required string Input { get; init; }

    public required IReadOnlyList<string> Synonyms { get; init; }

    public required string Output { get; init; }

    public required bool ReportErrors { get; init; }

    public string? Report { get; init; }
}
