namespace MedReason.Tests;

public sealed class ForeignLanguageTests : IDisposable
{
    private readonly InMemoryKnowledgeGraph _graph = ClinicGraph.Build();

    public void Dispose() => _graph.Dispose();

    [Theory]
    [InlineData("de", true)]
    [InlineData("en", false)]
    public async Task Words_that_are_read_as_English_are_reported_for_another_language(string language, bool isReported)
    {
        var lexicon = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = LanguageProfile.Find(language) });
        VerificationRequest request = await Chains.RequestAsync(
            _graph, new MedicalQuestion { Id = "1", Text = "Was hilft?" }, Chains.Words(null, "x", "x", "Ein Satz."));

        ChainVerdict verdict = await new GroundingVerifier(lexicon).VerifyAsync(_graph, request);

        verdict.NotChecked.Contains("language").ShouldBe(isReported);
        verdict.Findings.Any(static finding => finding is { Code: ReasonCodes.LanguageNotChecked, Severity: FindingSeverity.Info }).ShouldBe(isReported);
    }
}
