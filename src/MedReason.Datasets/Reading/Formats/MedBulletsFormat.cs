namespace MedReason.Datasets;

/// <summary>MedBullets: the shape of MedQA, as which its files are detected.</summary>
internal sealed class MedBulletsFormat() : QuestionFormat("medbullets", "none stated at its origin")
{
    public override SourceRole GetRole(string? split) => SourceRole.Benchmark;

    public override QuestionDraft Read(QuestionEntry entry) => MedQaFormat.ReadRow(entry);
}
