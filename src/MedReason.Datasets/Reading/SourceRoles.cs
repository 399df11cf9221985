namespace MedReason.Datasets;

/// <summary>Decides by their role whether rows may be trained on. Each <see cref="IQuestionFormat"/> states the roles of its bank.</summary>
public static class SourceRoles
{
    // A row names its split itself, and what is no split's name might be anything.
    private static readonly string?[] KnownSplits = ["train", "test", "dev", "val", "validation", "labeled", "unlabeled", "artificial"];

    /// <summary>Explains why chains may not be generated from a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="allowBenchmark">Whether the caller allows rows that are not for training.</param>
    /// <returns>One sentence that also says what to do; null when the row may be used.</returns>
    public static string? FindRefusal(QuestionRow row, bool allowBenchmark)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (allowBenchmark || row.Role == SourceRole.Train)
        {
            return null;
        }

        string dataset = row.Question.Dataset ?? "a source without a name";
        string split = KnownSplits.Contains(row.Question.Split) ? "/" + row.Question.Split : string.Empty;
        return row.Role switch
        {
            SourceRole.Benchmark => $"{dataset}{split} is a benchmark: what learns from it cannot be measured by it; "
                + "choose a training split, or add --allow-benchmark-source",
            SourceRole.Undeclared => $"{dataset} has splits to learn from and splits to measure with, and this file's is not declared: "
                + "add --split train where it is that one, or --allow-benchmark-source",
            _ => $"whether {dataset}{split} is meant for training is not known: register its format, name a split that the bank has, "
                + "or add --allow-benchmark-source",
        };
    }

    internal static string NameOf(SourceRole role) => role switch
    {
        SourceRole.Train => "train",
        SourceRole.Benchmark => "benchmark",
        SourceRole.Undeclared => "undeclared",
        _ => "unknown",
    };
}
