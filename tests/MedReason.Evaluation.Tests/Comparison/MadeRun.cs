using MedReason.Runs;

namespace MedReason.Evaluation.Tests;

/// <summary>A finished evaluation run of items q0, q1, and so on, whose right answer is A.</summary>
internal static class MadeRun
{
    public static EvaluatedRun Of(
        string model, string dataset, Func<int, string?> label, int failedFrom = int.MaxValue, int contaminatedTo = 0, int count = 100, string? subject = null, (string Name, string Value)? setting = null)
    {
        var settings = new Dictionary<string, string?> { ["model"] = model, ["prompt"] = "p/1", ["limit"] = "100", ["scorer"] = "ours/1", ["shots"] = "0" };
        if (setting is { } other)
        {
            settings[other.Name] = other.Value;
        }

        return new EvaluatedRun(
            "runs/" + model,
            model,
            new RunConfiguration("eval", settings),
            [
                .. Enumerable.Range(0, count).Select(i => new EvaluationRow
                {
                    Id = $"q{i}",
                    Outcome = i >= failedFrom ? EvaluationRow.Failed : EvaluationRow.Scored,
                    Dataset = dataset,
                    Subject = subject,
                    Cluster = $"c{i}",
                    ContentHash = $"h{i}",
                    IsContaminated = i < contaminatedTo,
                    RightLabel = "A",
                    Answer = i >= failedFrom ? null : new ExtractedAnswer { Label = label(i), Status = label(i) is null ? AnswerStatus.Abstain : AnswerStatus.Answered, Method = "statement" },
                    Samples = i >= failedFrom ? [] :
                    [
                        new EvaluationSample
                        {
                            Order = ["A", "B"],
                            Output = label(i) is { } said ? $"The answer is {said}." : string.Empty,
                            Answer = new ExtractedAnswer { Label = label(i), Status = label(i) is null ? AnswerStatus.Abstain : AnswerStatus.Answered, Method = "statement" },
                            PublishedFirst = label(i) ?? "B",
                            PublishedLast = label(i) ?? "B",
                        },
                    ],
                }),
            ]);
    }
}
