namespace MedReason.Tests;

/// <summary>Requests over <see cref="ClinicGraph"/> with chains that tests write by hand.</summary>
internal static class Chains
{
    /// <summary>A request whose links are what lexicon and linker find.</summary>
    public static async Task<VerificationRequest> RequestAsync(IKnowledgeGraph graph, MedicalQuestion question, ReasoningChain chain, ReasoningMode mode = ReasoningMode.Answer)
    {
        IReadOnlyList<EntityMention> mentions = await new LexiconEntityExtractor().ExtractAsync(graph, question);
        return new VerificationRequest { Question = question, Links = await new EntityLinker().LinkAsync(graph, question, mentions), Chain = chain, Mode = mode };
    }

    /// <summary>A chain of background sentences with a conclusion in words.</summary>
    public static ReasoningChain Words(string? label, string? answer, string conclusion, params string[] steps) => new()
    {
        Text = string.Join('\n', steps) + $"\n{ChainSections.Conclusion}\n{conclusion}",
        Steps = [.. steps.Select(step => new ChainStep { Text = step, IsBackground = true })],
        Evidence = EvidenceSet.Empty,
        Answer = answer,
        AnswerLabel = label,
    };

    public static IReadOnlyList<string> Codes(this ChainVerdict verdict) =>
        [.. verdict.Findings.Where(finding => finding.Severity != FindingSeverity.Info).Select(finding => finding.Code).Distinct()];
}
