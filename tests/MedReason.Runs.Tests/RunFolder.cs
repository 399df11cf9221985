using System.Globalization;
using System.Text;

namespace MedReason.Runs.Tests;

/// <summary>A folder for a run that is gone after the test, and the small things that tests put into runs.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("medreason-run-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "run");

    public string PathOf(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public static RunConfiguration Configuration(string seed = "0") => new("test", [new("seed", seed), new("questions", "abc"), new("model", null)]);

    public static async IAsyncEnumerable<RunRow> Rows(int count, int length = 20)
    {
        for (int i = 0; i < count; i++)
        {
            yield return Row(i, length);
        }

        await Task.CompletedTask;
    }

    public static RunRow Row(int ordinal, int length = 20) => new()
    {
        Ordinal = ordinal,
        Id = string.Create(CultureInfo.InvariantCulture, $"q{ordinal}"),
        ContentHash = string.Create(CultureInfo.InvariantCulture, $"hash{ordinal}"),
        Payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"row {ordinal} ").PadRight(length, '.')),
    };

    public static RunResult Result(long ordinal, string outcome = "accepted", bool isTransient = false, int length = 20) => new()
    {
        Outcome = outcome,
        Stage = outcome == "accepted" ? null : "write",
        Reason = outcome == "accepted" ? null : "some_reason",
        IsTransient = isTransient,
        Payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"result {ordinal} {outcome} ").PadRight(length, '.')),
    };

    public void Dispose() => _folder.Delete(recursive: true);
}
