using System.Text.RegularExpressions;
using MedReason.Tests;

namespace MedReason.Runs.Tests;

/// <summary>The tables of docs/telemetry.md.</summary>
internal sealed partial class TelemetryPage
{
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(TestData.RepositoryRoot, "docs", "telemetry.md"));

    /// <summary>Spans with their attributes.</summary>
    public IReadOnlyDictionary<string, string[]> Spans => Table("## Spans").ToDictionary(row => Names(row[0]).Single(), row => Names(row[2]));

    /// <summary>Metrics with kind, unit and attributes.</summary>
    public IReadOnlyDictionary<string, (string Kind, string Unit, string[] Attributes)> Metrics =>
        Table("## Metrics").ToDictionary(row => Names(row[0]).Single(), row => (row[1], Names(row[2]).Single(), Names(row[3])));

    /// <summary>Attributes with the values that are listed for them.</summary>
    public IReadOnlyDictionary<string, string[]> Attributes => Table("## Attributes").ToDictionary(row => Names(row[0]).Single(), row => Names(row[1]));

    /// <summary>Attributes that hold text, with their spans.</summary>
    public IReadOnlyDictionary<string, string> SensitiveAttributes => Table("## The opt-in").ToDictionary(row => Names(row[0]).Single(), row => Names(row[1]).Single());

    private IEnumerable<string[]> Table(string heading)
    {
        IEnumerable<string> rows = _lines
            .SkipWhile(line => line != heading).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|'));
        return rows.Skip(2).Select(row => row.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());
    }

    private static string[] Names(string cell) => [.. Code().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
