using System.Collections.Concurrent;
using MedReason.Tests;

namespace MedReason.Datasets.Tests;

/// <summary>The real banks as overlap sees them.</summary>
internal static class Banks
{
    public static readonly (string File, string Format)[] All =
    [
        ("questions/medqa_test.jsonl", "medqa"),
        ("questions/medbullets_op4.jsonl", "medbullets"),
        ("questions/medmcqa_dev.jsonl.gz", "medmcqa"),
        ("questions/pubmedqa_ori_pqal.json.gz", "pubmedqa"),
        ("questions/mmlu_en_medical.jsonl", "mmlu"),
        ("questions/medxpertqa_head200.jsonl", "medxpertqa"),
        ("questions/hle_biomed_head20.jsonl", "hle"),
        ("questions/huatuo_o1_demo.json", "huatuo"),
    ];

    private static readonly ConcurrentDictionary<string, Lazy<Task<List<MedicalQuestion>>>> Read = new();

    public static Task<List<MedicalQuestion>> ReadAsync(string file, string format)
    {
        string path = TestData.Require(file);
        return Read.GetOrAdd(file, _ => new Lazy<Task<List<MedicalQuestion>>>(() => ReadFileAsync(path, format))).Value;
    }

    public static async Task<List<OverlapText>> ReadTextsAsync(string file, string format) => [.. (await ReadAsync(file, format)).Select(OverlapText.Of)];

    private static async Task<List<MedicalQuestion>> ReadFileAsync(string path, string format)
    {
        var questions = new List<MedicalQuestion>();
        await foreach (QuestionRow row in QuestionReader.ReadAsync(path, format))
        {
            questions.Add(row.Question);
        }

        return questions;
    }
}
