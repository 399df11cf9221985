namespace MedReason.Datasets;

/// <summary>Tells, by dataset and split, whether rows may be learned from.</summary>
/// <remarks>
/// <para>MMLU, MedXpertQA, HLE and MedBullets are benchmarks in every split. HuatuoGPT-o1's rows are for training. MedQA, MedMCQA and PubMedQA have both: a split
/// named <c>train</c>, or PubMedQA's <c>artificial</c> and <c>unlabeled</c>, is for training, every other one (<c>test</c>, <c>dev</c>, <c>validation</c>,
/// <c>labeled</c>) is a benchmark, and without a declared split the role is undeclared.</para>
/// <para>Rows of any other dataset are one's own: for training, unless their split is named <c>test</c>, <c>dev</c>, <c>validation</c>, <c>val</c> or <c>benchmark</c>.</para>
/// </remarks>
public static class SourceRoles
{
    // A row names its split itself, and what is no split's name might be anything.
    private static readonly string?[] KnownSplits = ["train", "test", "dev", "val", "validation", "labeled", "unlabeled", "artificial"];

    /// <summary>The role of a row.</summary>
    /// <param name="dataset">The dataset, as <see cref="QuestionReader"/> names it; case is of no account.</param>
    /// <param name="split">The split; null where it is not declared.</param>
    /// <returns>The role.</returns>
    public static SourceRole Of(string? dataset, string? split)
    {
        string part = split?.Trim().ToLowerInvariant() ?? string.Empty;
        return dataset?.Trim().ToLowerInvariant() switch
        {
            "mmlu" or "medxpertqa" or "lasthumanity" or "hle" or "medbullets" => SourceRole.Benchmark,
            "huatuo" => SourceRole.Train,
            "medqa" or "medmcqa" or "pubmedqa" => part switch
            {
                "" => SourceRole.Undeclared,
                "train" or "artificial" or "unlabeled" => SourceRole.Train,
                _ => SourceRole.Benchmark,
            },
            _ => part is "test" or "dev" or "validation" or "val" or "benchmark" ? SourceRole.Benchmark : SourceRole.Train,
        };
    }

    /// <summary>Why a row may not be generated from, in one sentence that says what to do; null where it may.</summary>
    /// <param name="row">The row.</param>
    /// <param name="allowBenchmark">Whether the caller said that benchmark rows may be used.</param>
    /// <returns>The refusal, or null.</returns>
    public static string? FindRefusal(QuestionRow row, bool allowBenchmark)
    {
        ArgumentNullException.ThrowIfNull(row);
        return allowBenchmark
            ? null
            : row.Role switch
            {
                SourceRole.Benchmark =>
                    $"{row.Question.Dataset}{(KnownSplits.Contains(row.Question.Split) ? "/" + row.Question.Split : string.Empty)} is a benchmark: what learns from it cannot be measured by it; choose a training split, or add --allow-benchmark-source",
                SourceRole.Undeclared =>
                    $"{row.Question.Dataset} has splits to learn from and splits to measure with, and this file's is not declared: add --split train where it is that one, or --allow-benchmark-source",
                _ => null,
            };
    }

    internal static string NameOf(SourceRole role) => role switch
    {
        SourceRole.Train => "train",
        SourceRole.Benchmark => "benchmark",
        _ => "undeclared",
    };
}
