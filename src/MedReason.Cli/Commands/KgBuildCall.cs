namespace MedReason.Cli;

/// <summary>Holds the arguments of <c>kg build</c>.</summary>
internal sealed class KgBuildCall
{
    public required IReadOnlyList<KgBuildSource> Sources { get; init; }

    public required IReadOnlyList<string> Synonyms { get; init; }

    /// <summary>The relation table; null when none is given.</summary>
    public string? Relations { get; init; }

    public required string Output { get; init; }

    public required bool ReportErrors { get; init; }

    public string? Report { get; init; }

    public bool JoinByName { get; init; }

    public bool ReadDefinitions { get; init; }

    /// <summary>Whether the graph records its sources: a single one only when there is more to say of it than the graph's own name and version.</summary>
    public bool RecordsSources => Sources.Count > 1 || !string.IsNullOrEmpty(Sources[0].License);

    public IEnumerable<string> Inputs => Sources.SelectMany(static source => source.Inputs).Concat(Synonyms)
        .Concat(Relations is null ? [] : [Relations]);
}
