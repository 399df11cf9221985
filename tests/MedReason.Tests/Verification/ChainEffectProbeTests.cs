namespace MedReason.Tests;

public sealed class ChainEffectProbeTests
{
    [Fact]
    public async Task The_question_is_asked_with_the_chain_without_it_and_with_a_chain_towards_another_option()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        ReasoningResult result = await TestPipeline.Create(graph).RunAsync(ClinicQuestions.Diagnosis);
        using var client = new ReplayChatClient((messages, call) =>
        {
            string sent = messages[1].Text;
            (call == 1).ShouldBe(!sent.Contains("steps", StringComparison.Ordinal));
            sent.ShouldNotContain("Botulism (option B)");
            return ReplayChatClient.Text(call switch { 0 => "{\"option\":2}", 1 => "{\"option\":0}", _ => "{\"option\":1}" });
        });
        var probe = new ChainEffectProbe(client);
        ChainEffect? effect = await probe.ProbeAsync(
            graph, new VerificationRequest { Question = ClinicQuestions.Diagnosis, Links = result.Links, Chain = result.Chain! });

        effect!.ShouldSatisfyAllConditions(
            found => (found.Answer, found.WithChain, found.WithoutChain).ShouldBe(("B", "B", null)),
            found => (found.OtherAnswer, found.WithOtherChain).ShouldBe(("A", "A")),
            found => found.Usage!.Calls.ShouldBe(3));
        ChainEffectTable.Count([effect!, effect! with { WithoutChain = "B" }, effect! with { WithChain = null, WithoutChain = "B", OtherAnswer = null }, effect! with { WithChain = "C" }])
            .ShouldBe(new ChainEffectTable { Both = 1, OnlyWith = 1, OnlyWithout = 1, Neither = 1, Misled = 3, Followed = 3 });
    }

    [Fact]
    public void The_draw_goes_by_id_and_seed_and_takes_about_its_share()
    {
        using ReplayChatClient client = ReplayChatClient.Of();
        var probe = new ChainEffectProbe(client, new ChainEffectProbeOptions { Seed = 7 });
        bool[] drawn = [.. Enumerable.Range(0, 4000).Select(i => probe.IsDrawn(ClinicQuestions.Drug with { Id = $"q{i}" }))];

        drawn.Count(isDrawn => isDrawn).ShouldBeInRange(160, 240);
        drawn.ShouldBe(Enumerable.Range(0, 4000).Select(i => new ChainEffectProbe(client, new ChainEffectProbeOptions { Seed = 7 }).IsDrawn(ClinicQuestions.Drug with { Id = $"q{i}" })));
        probe.IsDrawn(ClinicQuestions.Open).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => new ChainEffectProbe(client, new ChainEffectProbeOptions { Share = 1.5 }));
    }

    [Fact]
    public async Task A_reply_that_cannot_be_used_reaches_no_option()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        ReasoningResult result = await TestPipeline.Create(graph).RunAsync(ClinicQuestions.Diagnosis);
        using var client = new ReplayChatClient((_, _) => ReplayChatClient.Text("B, of course"));
        ChainEffect? effect = await new ChainEffectProbe(client).ProbeAsync(
            graph, new VerificationRequest { Question = ClinicQuestions.Diagnosis, Links = result.Links, Chain = result.Chain! });

        (effect!.WithChain, effect.WithoutChain, effect.WithOtherChain, effect.Usage!.Calls).ShouldBe((null, null, null, 6));
    }
}
