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

    public static async Task<List<MedicalQuestion>> ReadAsync(string file, QuestionFormat format)
    {
        var questions = new List<MedicalQuestion>();
        await foreach (QuestionRow row in QuestionReader.ReadAsync(TestData.Require(file), format))
        {
            questions.Add(row.Question);
        }

        return questions;
    }

    public static async Task<List<OverlapText>> ReadTextsAsync(string file, QuestionFormat format) => [.. (await ReadAsync(file, format)).Select(OverlapText.Of)];
}
