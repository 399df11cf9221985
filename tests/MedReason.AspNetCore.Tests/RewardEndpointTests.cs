using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Tests;

namespace MedReason.AspNetCore.Tests;

/// <summary>What the reward endpoint answers is what the library says, for every item and in their order.</summary>
public sealed class RewardEndpointTests
{
    [Fact]
    public async Task A_batch_earns_what_the_library_gives_bit_by_bit_and_in_order()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        IReadOnlyList<RewardScore> expected = await new ReasoningReward().ScoreAsync(graph, [.. Batches.Completions.Select(pair => new RewardRequest
        {
            Question = new MedicalQuestion
            {
                Id = "1",
                Text = pair.Question.Text,
                Options = pair.Question.Options,
                Answer = pair.Question.Answer,
                Ask = QuestionWording.DetectAsk(pair.Question.Text),
                Seeks = QuestionWording.DetectSeeks(pair.Question.Text),
            },
            Completion = pair.Completion,
        })]);
        expected.Select(score => score.Total).Distinct().Count().ShouldBeGreaterThan(2);

        await using RunningHost host = await RunningHost.StartAsync();
        string batch = Batches.Of(Batches.Completions.Select((pair, i) => Batches.Item(pair.Question, pair.Completion, id: i)));
        JsonElement[] replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.SendAsync("reward", batch)));
        foreach (JsonElement reply in replies)
        {
            reply.ToString().ShouldBe(replies[0].ToString());
        }

        JsonElement[] scores = [.. replies[0].GetProperty("scores").EnumerateArray()];
        scores.Select(score => score.GetProperty("id").GetInt32()).ShouldBe(Enumerable.Range(0, expected.Count));
        for (int i = 0; i < expected.Count; i++)
        {
            double Part(string name) => scores[i].GetProperty(name).GetDouble();
            new RewardScore
            {
                Total = Part("total"),
                Format = Part("format"),
                Answer = Part("answer"),
                NodeCoverage = Part("node_coverage"),
                StructuralCorrectness = Part("structural_correctness"),
                ChainCompleteness = Part("chain_completeness"),
                SupportedShare = Part("supported_share"),
                Contradiction = Part("contradiction"),
                Repetition = Part("repetition"),
                Length = Part("length"),
                IsSelfReferenced = scores[i].GetProperty("is_self_referenced").GetBoolean(),
                Verdict = Enum.Parse<VerdictStatus>(scores[i].GetProperty("verdict").GetString()!.Replace("_", string.Empty, StringComparison.Ordinal), ignoreCase: true),
            }.ShouldBe(expected[i]);
        }
    }

    [Fact]
    public async Task It_says_which_graph_judged()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(TestContext.Current.CancellationToken);
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement stamp = (await host.SendAsync("reward", Batches.Of(Batches.Item(ClinicQuestions.Open, string.Empty)))).GetProperty("graph");
        stamp.GetProperty("name").GetString().ShouldBe("Clinic");
        stamp.GetProperty("version").GetString().ShouldBe("1");
        stamp.GetProperty("content_hash").GetString().ShouldBe(metadata.ContentHash);
    }

    [Fact]
    public async Task Options_may_be_an_object_or_an_array_and_the_answer_a_label_or_a_text()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonObject array = Batches.Item(ClinicQuestions.Drug, Batches.Honest);
        array["options"] = new JsonArray([.. ClinicQuestions.Drug.Options.Select(option => new JsonObject { ["label"] = option.Label, ["text"] = option.Text })]);
        JsonObject label = Batches.Item(ClinicQuestions.Drug, Batches.Honest);
        label["answer"] = "B";
        JsonElement scores = (await host.SendAsync("reward", Batches.Of(Batches.Item(ClinicQuestions.Drug, Batches.Honest), array, label))).GetProperty("scores");
        scores[0].GetProperty("total").GetDouble().ShouldBe(1);
        scores[1].ToString().ShouldBe(scores[0].ToString());
        scores[2].ToString().ShouldBe(scores[0].ToString());
    }

    [Fact]
    public async Task A_gold_subgraph_is_what_has_to_be_recalled()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonObject item = Batches.Item(ClinicQuestions.Drug, Batches.Honest);
        item["reference"] = new JsonArray(
            Edge("T:myasthenia-gravis", ClinicGraph.Finding, "T:ptosis"), Edge("T:myasthenia-gravis", ClinicGraph.Finding, "T:diplopia"),
            Edge("T:pyridostigmine", ClinicGraph.Indication, "T:myasthenia-gravis"), Edge("T:pyridostigmine", ClinicGraph.Target, "T:ACHE"));
        JsonElement score = (await host.SendAsync("reward", Batches.Of(item))).GetProperty("scores")[0];
        score.GetProperty("is_self_referenced").GetBoolean().ShouldBeFalse();
        score.GetProperty("node_coverage").GetDouble().ShouldBe(0.8);
        score.GetProperty("structural_correctness").GetDouble().ShouldBe(0.75);

        static JsonArray Edge(string subject, string relation, string target) => [subject, relation, target];
    }

    [Fact]
    public async Task Ids_are_texts_or_numbers_and_come_back_as_they_were()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement scores = (await host.SendAsync("reward", Batches.Of(
            Batches.Item(ClinicQuestions.Open, "x", id: "q \u00e9\ud83d\ude00\"1"), Batches.Item(ClinicQuestions.Open, "x", id: 12345678901234567890m), Batches.Item(ClinicQuestions.Open, "x"))))
            .GetProperty("scores");
        scores[0].GetProperty("id").GetString().ShouldBe("q \u00e9\ud83d\ude00\"1");
        scores[1].GetProperty("id").GetRawText().ShouldBe("12345678901234567890");
        scores[2].GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Weights_and_a_reward_of_the_hosts_own_are_used()
    {
        string batch = Batches.Of(Batches.Item(ClinicQuestions.Drug, Batches.Honest));
        await using RunningHost weighed = await RunningHost.StartAsync(options => options.Reward = new ReasoningRewardOptions { AnswerWeight = 0.25 });
        (await weighed.SendAsync("reward", batch)).GetProperty("scores")[0].GetProperty("total").GetDouble().ShouldBe(0.75);
        await using RunningHost own = await RunningHost.StartAsync(services: services =>
        {
            RunningHost.AddClinic(services);
            Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(services, new ReasoningReward(new ReasoningRewardOptions { AnswerWeight = 0 }));
        });
        (await own.SendAsync("reward", batch)).GetProperty("scores")[0].GetProperty("total").GetDouble().ShouldBe(0.5);
    }
}
