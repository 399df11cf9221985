using System.Collections.Concurrent;
using MedReason.Tests;

namespace MedReason.Datasets.Tests;

/// <summary>The real banks as overlap sees them.</summary>
internal static class Banks
{
    public static readonly (string File, QuestionFormat Format)[] All =
    [
        ("questions/medqa_test.jsonl", QuestionFormat.MedQa),
        ("questions/medbullets_op4.jsonl", QuestionFormat.MedBullets),
        ("questions/medmcqa_dev.jsonl.gz", QuestionFormat.MedMcqa),
        ("questions/pubmedqa_ori_pqal.json.gz", QuestionFormat.PubMedQa),
        ("questions/mmlu_en_medical.jsonl", QuestionFormat.Mmlu),
        ("questions/medxpertqa_head200.jsonl", QuestionFormat.MedXpertQa),
        ("questions/hle_biomed_head20.jsonl", QuestionFormat.Hle),
        ("questions/huatuo_o1_demo.json", QuestionFormat.Huatuo),
    ];

    private static readonly ConcurrentDictionary<string, Lazy<Task<List<MedicalQuestion>>>> Read = new();

    public static Task<List<MedicalQuestion>> ReadAsync(string file, QuestionFormat format)
    {
        string path = TestData.Require(file);
        return Read.GetOrAdd(file, _ => new Lazy<Task<List<MedicalQuestion>>>(() => ReadFileAsync(path, format))).Value;
    }

    public static async Task<List<OverlapText>> ReadTextsAsync(string file, QuestionFormat format) => [.. (await ReadAsync(file, format)).Select(OverlapText.Of)];

    private static async Task<List<MedicalQuestion>> ReadFileAsync(string path, QuestionFormat format)
    {
        var questions = new List<MedicalQuestion>();
        await foreach (QuestionRow row in QuestionReader.ReadAsync(path, format))
        {
            questions.Add(row.Question);
        }

        return questions;
    }
}
