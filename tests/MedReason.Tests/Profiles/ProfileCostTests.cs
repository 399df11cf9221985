using System.Globalization;
using MedReason.Testing;
using Microsoft.Extensions.AI;

namespace MedReason.Tests;

/// <summary>What a question costs with each profile: the first 200 questions of MedQA over Hetionet, the same oracle for both, no retries. Figures stand in docs/quality/chains.md.</summary>
public sealed class ProfileCostTests(ITestOutputHelper output)
{
    private const int MostCalls = 5;
    private const double MostOfPublishedCharacters = 0.38;

    [Fact]
    public async Task A_question_costs_at_most_five_calls_and_two_fifths_of_the_published_profiles_prompt_characters()
    {
        int count = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 200 : 40;
        InMemoryKnowledgeGraph hetionet = await RealGraphs.HetionetAsync();
        using var generator = new HashedNgramEmbeddingGenerator(await ReadNamesAsync(hetionet));
        IKnowledgeGraph graph = hetionet.WithEmbeddings(await EmbeddingNodeIndex.BuildAsync(hetionet, generator));
        Dictionary<string, string> vocabulary = await ReadVocabularyAsync(hetionet);
        List<MedicalQuestion> questions = await MedQa.ReadAsync(count);
        var run = TestPipeline.EveryPath with { PathCost = await DegreePathCost.CreateAsync(graph) };

        using ScriptedChatClient ours = Oracle.Client(vocabulary);
        using ScriptedChatClient theirs = Oracle.Client(vocabulary);
        Cost[] byDefault = await MeasureAsync(ProfilePipeline.Default(graph, ours, run), ours, questions);
        Cost[] published = await MeasureAsync(ProfilePipeline.Published(graph, theirs, run), theirs, questions);

        Report("default", byDefault);
        Report("published", published);
        byDefault.ShouldAllBe(cost => cost.Calls <= MostCalls);
        byDefault.ShouldAllBe(cost => cost.Reason != ReasonCodes.ModelOutput && cost.Reason != ReasonCodes.WriterFailed);
        published.ShouldAllBe(cost => cost.Reason != ReasonCodes.ModelOutput && cost.Reason != ReasonCodes.WriterFailed);

        // The default profile argues only on options that nodes cover; the published one also on parts of them.
        byDefault.Count(cost => cost.IsWritten).ShouldBeGreaterThan(count / 8);
        published.Count(cost => cost.IsWritten).ShouldBeGreaterThan(count / 4);

        // Of all questions, where one profile may end before it has cost much, and of those that both write a chain for, which is what can be compared.
        int[] both = [.. Enumerable.Range(0, count).Where(index => byDefault[index].IsWritten && published[index].IsWritten)];
        double share = Share(byDefault.Sum(cost => cost.Characters), published.Sum(cost => cost.Characters));
        double shareOfBoth = Share(both.Sum(index => byDefault[index].Characters), both.Sum(index => published[index].Characters));
        double withSchemas = Share(both.Sum(index => byDefault[index].WithSchemas), both.Sum(index => published[index].WithSchemas));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"prompt characters, default over published: {share:P1} of all; {shareOfBoth:P1} of the {both.Length} that both write; {withSchemas:P1} with schemas"));
        share.ShouldBeLessThanOrEqualTo(MostOfPublishedCharacters);
        shareOfBoth.ShouldBeLessThanOrEqualTo(MostOfPublishedCharacters);
    }

    private static double Share(double part, double whole) => part / whole;

    private static async Task<Cost[]> MeasureAsync(ReasoningPipeline pipeline, ScriptedChatClient client, List<MedicalQuestion> questions)
    {
        var costs = new List<Cost>();
        int before = 0;
        foreach (MedicalQuestion question in questions)
        {
            ReasoningResult result = await pipeline.RunAsync(question);
            ScriptedChatRequest[] requests = [.. client.Requests.Skip(before)];
            before += requests.Length;
            costs.Add(new Cost(
                requests.Length,
                requests.Sum(request => request.Messages.Sum(message => message.Text.Length)),
                requests.Sum(request => request.Messages.Sum(message => message.Text.Length) + ((request.Options?.ResponseFormat as ChatResponseFormatJson)?.Schema?.GetRawText().Length ?? 0)),
                [.. requests.Select(request => ((request.Options?.ResponseFormat as ChatResponseFormatJson)?.SchemaName ?? "text", request.Messages.Sum(message => message.Text.Length)))],
                result.Chain is not null,
                result.Outcome,
                result.Reason));
        }

        return [.. costs];
    }

    private void Report(string profile, Cost[] costs)
    {
        Cost[] written = [.. costs.Where(cost => cost.IsWritten)];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{profile}: {costs.Length} questions, {written.Length} written, {costs.Count(cost => cost.Outcome == ReasoningOutcome.Accepted)} accepted; of the written: calls mean {written.Average(cost => cost.Calls):F2}, most {written.Max(cost => cost.Calls)}; characters mean {written.Average(cost => cost.Characters):F0}, with schemas {written.Average(cost => cost.WithSchemas):F0}"));
        foreach (IGrouping<string, (string Name, int Characters)> kind in written.SelectMany(cost => cost.Kinds).GroupBy(kind => kind.Name).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {kind.Key}: {(double)kind.Count() / written.Length:F2} calls and {(double)kind.Sum(call => call.Characters) / written.Length:F0} characters a written question"));
        }

        foreach (IGrouping<string, Cost> end in costs.GroupBy(cost => cost.Reason ?? "accepted").OrderByDescending(end => end.Count()))
        {
            output.WriteLine($"  {end.Key}: {end.Count()}");
        }
    }

    private static async Task<List<string>> ReadNamesAsync(InMemoryKnowledgeGraph graph)
    {
        var names = new List<string>();
        await foreach (KgNode node in graph.GetNodesAsync())
        {
            names.Add(node.Name);
        }

        return names;
    }

    private static async Task<Dictionary<string, string>> ReadVocabularyAsync(InMemoryKnowledgeGraph graph)
    {
        // Genes are called by common words, and no model marks "was" or "set".
        var vocabulary = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (KgNode node in graph.GetNodesAsync())
        {
            if (node.Type.Value != "gene/protein" && node.Name.Length > 3)
            {
                vocabulary.TryAdd(node.Name.ToLowerInvariant(), node.Type.Value);
            }
        }

        return vocabulary;
    }

    private sealed record Cost(int Calls, int Characters, int WithSchemas, IReadOnlyList<(string Name, int Characters)> Kinds, bool IsWritten, ReasoningOutcome Outcome, string? Reason);
}
