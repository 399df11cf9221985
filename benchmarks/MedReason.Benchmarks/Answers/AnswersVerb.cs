using System.Diagnostics;
using System.Globalization;
using MedReason.Datasets;
using MedReason.Evaluation;

namespace MedReason.Benchmarks.Answers;

/// <summary>How long it takes to read the answers out of real outputs, repeated up to a count, on all cores and on one.</summary>
internal static class AnswersVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        int count = (int)options.GetNumber("--count", 100_000);
        var cases = new List<(string Output, AnswerOption[] Options)>();
        await foreach (JsonLine line in JsonLinesReader.ReadAsync(options.Require("--cases")).ConfigureAwait(false))
        {
            AnswerOption[] choices =
                [.. line.Root.GetProperty("options").EnumerateObject().Select(option => new AnswerOption { Label = option.Name, Text = option.Value.GetString()! })];
            cases.Add((line.RequireString("output"), choices));
        }

        for (int round = 0; round < 3; round++)
        {
            double ours = Seconds(() => Parallel.For(0, count, i => AnswerExtractor.Extract(cases[i % cases.Count].Output, cases[i % cases.Count].Options)));
            double oursAlone = Seconds(() =>
            {
                for (int i = 0; i < count; i++)
                {
                    AnswerExtractor.Extract(cases[i % cases.Count].Output, cases[i % cases.Count].Options);
                }
            });
            double published = Seconds(() => Parallel.For(0, count, i => PublishedScorer.Match(cases[i % cases.Count].Output, cases[i % cases.Count].Options)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{count} outputs: ours {ours:F2} s on {Environment.ProcessorCount} cores, {oursAlone:F2} s on one; published {published:F2} s on {Environment.ProcessorCount}"));
        }

        return 0;
    }

    private static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
