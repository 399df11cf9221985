using MedReason.Benchmarks;

[assembly: CaptureConsole]

namespace MedReason.Quality.Tests;

/// <summary>Measurements of quality that look inside the libraries; each takes minutes and runs on demand alone.</summary>
/// <remarks>
/// <c>MEDREASON_MEASURE="path-selection --graph kg.csv.gz --curated curated.jsonl" dotnet test tests/MedReason.Quality.Tests --logger "console;verbosity=detailed"</c>
/// </remarks>
public sealed class MeasurementTests
{
    private const string Variable = "MEDREASON_MEASURE";

    private static readonly Dictionary<string, Func<VerbOptions, Task<int>>> Measurements = new(StringComparer.Ordinal)
    {
        ["discovery"] = Discovery.RunAsync,
        ["foreign"] = ForeignRewriting.RunAsync,
        ["drug-disease"] = DrugDisease.RunAsync,
        ["index-linking"] = IndexLinking.RunAsync,
        ["lexicon-rules"] = LexiconRuleYield.RunAsync,
        ["medqa-options"] = MedQaOptions.RunAsync,
        ["path-selection"] = PathSelection.RunAsync,
        ["primekg-priors"] = PrimeKgPriors.RunAsync,
    };

    [Fact]
    public async Task The_requested_measurement_runs()
    {
        string[] arguments = Environment.GetEnvironmentVariable(Variable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        Assert.SkipWhen(arguments.Length == 0, $"A measurement takes minutes: set {Variable} to one of {string.Join(", ", Measurements.Keys.Order())}, with its options.");
        (await Measurements[arguments[0]](new VerbOptions(arguments.AsSpan(1)))).ShouldBe(0);
    }
}
