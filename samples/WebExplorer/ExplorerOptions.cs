using System.ComponentModel.DataAnnotations;

namespace WebExplorer;

/// <summary>How much the explorer takes from a client, and how much it does at once.</summary>
public sealed class ExplorerOptions
{
    /// <summary>The sample questions, in the generic format of MedReason.Datasets; a relative path starts where the program lies.</summary>
    [Required]
    public string QuestionsFile { get; set; } = "Data/starter_questions.jsonl";

    /// <summary>The greatest request body, in bytes.</summary>
    [Range(1_024, 16_777_216)]
    public int MaxRequestBytes { get; set; } = 65_536;

    /// <summary>The greatest result that a page is made of, in bytes.</summary>
    [Range(1_024, 67_108_864)]
    public int MaxResultBytes { get; set; } = 4_194_304;

    /// <summary>The longest text of a question or an option, in UTF-16 code units.</summary>
    [Range(1, 1_000_000)]
    public int MaxTextLength { get; set; } = 4_000;

    /// <summary>How many questions are worked on at once; the others wait in a queue.</summary>
    [Range(1, 10_000)]
    public int ConcurrentRuns { get; set; } = 8;

    /// <summary>How many questions may wait or be sent; one more is refused, with the time to wait.</summary>
    [Range(0, 100_000)]
    public int QueuedRuns { get; set; } = 256;

    /// <summary>How many questions one address may send at once after a rest.</summary>
    [Range(1, 1_000_000)]
    public int RequestsAtOnce { get; set; } = 120;

    /// <summary>How many questions one address may send a minute in the long run.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 60;

    /// <summary>How long a question may take, its wait included.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RunTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
