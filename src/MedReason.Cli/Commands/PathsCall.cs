namespace MedReason.Cli;

/// <summary>What <c>paths</c> was asked.</summary>
internal sealed class PathsCall
{
    public required string Kg { get; init; }

    public required string Input { get; init; }

    public string? Output { get; init; }

    public required int Top { get; init; }

    public required int MaxLength { get; init; }

    public required int Slack { get; init; }

    public string? Priors { get; init; }
}
