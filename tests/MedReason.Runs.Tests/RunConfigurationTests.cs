using System.Reflection;
using MedReason.Tests;

namespace MedReason.Runs.Tests;

public sealed class RunConfigurationTests
{
    // Two options change no result; each of the others must be refused when a run is resumed with another value.
    private static readonly Dictionary<string, RunOptions> Changes = new()
    {
        [nameof(RunOptions.Mode)] = new() { Mode = ReasoningMode.Answer },
        [nameof(RunOptions.Visibility)] = new() { Visibility = AnswerVisibility.Shown },
        [nameof(RunOptions.ShowAfterHidden)] = new() { ShowAfterHidden = true },
        [nameof(RunOptions.Seed)] = new() { Seed = 1 },
        [nameof(RunOptions.MaxPathLength)] = new() { MaxPathLength = 3 },
        [nameof(RunOptions.Slack)] = new() { Slack = 1 },
        [nameof(RunOptions.MaxPathsPerPair)] = new() { MaxPathsPerPair = 5 },
        [nameof(RunOptions.MaxExpandedEdges)] = new() { MaxExpandedEdges = 5 },
        [nameof(RunOptions.MaxPairs)] = new() { MaxPairs = 5 },
        [nameof(RunOptions.MaxEvidencePaths)] = new() { MaxEvidencePaths = 5 },
        [nameof(RunOptions.DecoyCount)] = new() { DecoyCount = 0 },
        [nameof(RunOptions.MaxTextLength)] = new() { MaxTextLength = 5 },
        [nameof(RunOptions.WritesWithoutPaths)] = new() { WritesWithoutPaths = true },
        [nameof(RunOptions.UseRationale)] = new() { UseRationale = false },
        [nameof(RunOptions.Filter)] = new() { Filter = KgFilter.Affirmed },
        [nameof(RunOptions.MinGrade)] = new() { MinGrade = EvidenceGrade.None },
        [nameof(RunOptions.Arguments)] = new() { Arguments = new ArgumentTable(ArgumentTable.Default.Lines.Take(1)) },
        [nameof(RunOptions.IntentReader)] = new() { IntentReader = new NoIntent() },
        [nameof(RunOptions.PathCost)] = new() { PathCost = new OneHopOneCost() },
    };

    public static TheoryData<string> Options => [.. typeof(RunOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)
        .Except([nameof(RunOptions.Concurrency), nameof(RunOptions.EnableSensitiveData)])];

    [Theory]
    [MemberData(nameof(Options))]
    public async Task A_host_that_resumes_a_run_with_another_option_is_refused_with_the_difference(string option)
    {
        using var folder = new RunFolder();
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        using (RunStore store = RunStore.Open(folder.Path, await Configure(graph, new RunOptions())))
        {
            await store.AddRowsAsync(RunFolder.Rows(1));
        }

        RunConfiguration changed = await Configure(graph, Changes[option]);
        RunException refused = Should.Throw<RunException>(() => RunStore.Open(folder.Path, changed));

        refused.Failure.ShouldBe(RunFailure.ConfigurationChanged);
        refused.Differences.Count.ShouldBe(1);
        refused.Message.ShouldContain(refused.Differences[0]);
        RunStore.Open(folder.Path, await Configure(graph, new RunOptions { Concurrency = 1, EnableSensitiveData = true })).Dispose();
    }

    [Fact]
    public async Task Another_graph_another_input_and_other_prompts_are_each_named()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        KnowledgeGraphBuilder larger = ClinicGraph.CreateBuilder();
        larger.AddSynonym(ClinicGraph.Id("gout"), "podagra");
        using InMemoryKnowledgeGraph other = larger.Build();
        RunConfiguration configuration = await Configure(graph, new RunOptions { Seed = 7 });

        configuration.Values["seed"].ShouldBe("7");
        configuration.Values["writer_sees"].ShouldBe("hidden");
        (await Configure(other, new RunOptions { Seed = 7 })).DifferencesFrom(configuration).ShouldHaveSingleItem().ShouldStartWith("graph: was ");
        (await Configure(graph, new RunOptions { Seed = 7 }, "def")).DifferencesFrom(configuration).ShouldBe(["questions: was abc, is def"]);
        (await RunConfiguration.CreateAsync("test", graph, new RunOptions { Seed = 7 }, [new("questions", "abc")], [new PromptTemplate("write", "2", "Write.")]))
            .DifferencesFrom(configuration).ShouldHaveSingleItem().ShouldStartWith("prompt.write: was not given, is write/2#");
    }

    [Fact]
    public async Task A_file_is_named_by_its_bytes()
    {
        using var folder = new RunFolder();
        string path = folder.PathOf("questions.jsonl");
        await File.WriteAllTextAsync(path, "abc");

        (await RunConfiguration.HashFileAsync(path)).ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        await Should.ThrowAsync<InputFormatException>(() => RunConfiguration.HashFileAsync(folder.PathOf("missing")));
    }

    private static ValueTask<RunConfiguration> Configure(IKnowledgeGraph graph, RunOptions options, string questions = "abc") =>
        RunConfiguration.CreateAsync("test", graph, options, [new("questions", questions)]);

    private sealed class NoIntent : IQuestionIntentReader
    {
        public ValueTask<IntentReading> ReadAsync(MedicalQuestion question, CancellationToken cancellationToken = default) => new(IntentReading.Unknown);
    }

    private sealed class OneHopOneCost : IPathCost
    {
        public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations) => 1;
    }
}
