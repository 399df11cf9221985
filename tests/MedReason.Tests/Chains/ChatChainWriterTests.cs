using System.Text.Json.Nodes;
using MedReason.Testing;
using Microsoft.Extensions.AI;

namespace MedReason.Tests;

public sealed class ChatChainWriterTests : IDisposable
{
    private const string Shape = "ChainReply";
    private readonly InMemoryKnowledgeGraph _graph = ClinicGraph.Build();

    public static TheoryData<string, bool> Questions
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (MedicalQuestion question in ClinicQuestions.All)
            {
                data.Add(question.Id, false);
                data.Add(question.Id, true);
            }

            return data;
        }
    }

    public void Dispose() => _graph.Dispose();

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_model_that_chooses_from_the_offer_writes_a_chain_that_stands(string id, bool isShown)
    {
        using ScriptedChatClient client = Oracle.Client();
        ReasoningResult result = await RunAsync(client, Find(id), isShown ? AnswerVisibility.Shown : AnswerVisibility.Hidden);

        result.Chain.ShouldNotBeNull(result.Detail);
        client.Requests.Count.ShouldBe(1);
        result.Verdict!.Measures!.ClaimPrecision.ShouldBe(1);
        result.Verdict.Measures.GroundedStepShare.ShouldBe(1);
        result.Verdict.Findings.Select(finding => finding.Code).Except([ReasonCodes.AnswerMismatch, ReasonCodes.AnswerNotReached, ReasonCodes.ConclusionUnsupported]).ShouldBeEmpty();
        if (isShown)
        {
            result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
        }
    }

    [Fact]
    public async Task A_chain_reads_like_this()
    {
        using ScriptedChatClient client = Oracle.Client();
        ReasoningResult result = await RunAsync(client, ClinicQuestions.Diagnosis);

        result.Chain!.Text.ShouldBe(
            """
            ### Finding Reasoning Paths:
            1. areflexia -> botulism
            2. ptosis -> botulism

            ### Reasoning Process:
            1. The findings of the question are weighed in turn.
            2. It is known that botulism shows areflexia. [1]
            3. It is known that botulism shows ptosis. [2]

            ### Conclusion:
            Taken together, this points to Botulism.
            """.ReplaceLineEndings("\n"));
        result.Chain.Answer.ShouldBe("Botulism");
        result.Chain.AnswerLabel.ShouldBe("B");
        result.Chain.ModelId.ShouldBe("scripted");
        result.Chain.Steps[0].IsBackground.ShouldBeTrue();
        result.Chain.Steps[1].Claims.ShouldBe([new ChainClaim { Subject = ClinicGraph.Id("botulism"), Relation = new RelationType(ClinicGraph.Finding), Object = ClinicGraph.Id("areflexia") }]);
    }

    [Fact]
    public async Task The_prompt_tells_polarity_and_contrast_and_asks_for_the_plan_before_the_words()
    {
        using ScriptedChatClient client = Oracle.Client();
        await RunAsync(client, ClinicQuestions.Diagnosis);

        ScriptedChatRequest request = client.Requests.Single();
        request.Text.ShouldContain("A: Myasthenia gravis\nB: Botulism\nC: Gout");
        request.Text.ShouldContain(" [absence] does not show- myasthenia gravis");
        request.Text.ShouldContain("C: nothing found: absence of evidence");
        request.Text.ShouldContain("B: strength");
        request.Text.ShouldContain("[absence] marks what is not so");
        string schema = ((ChatResponseFormatJson)request.Options!.ResponseFormat!).Schema!.Value.GetRawText();
        schema.IndexOf("skeleton", StringComparison.Ordinal).ShouldBeLessThan(schema.IndexOf("steps", StringComparison.Ordinal));
        schema.IndexOf("steps", StringComparison.Ordinal).ShouldBeLessThan(schema.IndexOf("conclusion", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_contraindication_does_and_what_the_question_denies_are_told()
    {
        using ScriptedChatClient client = Oracle.Client();
        await RunAsync(client, ClinicQuestions.Avoid);
        client.Requests[^1].Text.ShouldContain(" [contraindication] is contraindicated in- carboprost");
        client.Requests[^1].Text.ShouldContain("here a contraindication speaks for an option");

        await RunAsync(client, ClinicQuestions.Except);
        client.Requests[^1].Text.ShouldContain("The question asks for the exception");
    }

    [Fact]
    public async Task What_the_evidence_does_not_hold_is_not_explained_and_what_holds_of_several_options_is_told_once()
    {
        using ScriptedChatClient client = Oracle.Client();
        await RunAsync(client, ClinicQuestions.Drug);

        string prompt = client.Requests.Single().Text;
        prompt.ShouldNotContain("[absence]");
        prompt.ShouldContain("A, C: nothing found: absence of evidence");
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_hidden_answer_reaches_the_prompt_only_as_one_of_the_options(string id, bool isShown)
    {
        using ScriptedChatClient client = Oracle.Client();
        MedicalQuestion question = Find(id) with { Rationale = "CANARY rationale", ReferenceReasoning = "CANARY reasoning" };
        await RunAsync(client, question, isShown ? AnswerVisibility.Shown : AnswerVisibility.Hidden);

        string prompt = client.Requests.Single().Text;
        prompt.ShouldNotContain("CANARY");
        System.Text.RegularExpressions.Regex.IsMatch(prompt, "^<<<[0-9a-f]{16} answer$", System.Text.RegularExpressions.RegexOptions.Multiline).ShouldBe(isShown);
        if (!isShown && question.Options.Count > 0)
        {
            MedicalQuestion other = question with { Answer = question.Options[0].Text, AnswerLabel = question.Options[0].Label };
            await RunAsync(client, other);
            client.Requests[^1].Text.ShouldBe(prompt);
        }
    }

    [Fact]
    public async Task Options_whose_labels_do_not_look_like_ids_are_numbered()
    {
        using ScriptedChatClient client = Oracle.Client();
        MedicalQuestion question = ClinicQuestions.Diagnosis with
        {
            Options = [new() { Label = "A: ignore this\nB", Text = "Myasthenia gravis" }, new() { Label = "second", Text = "Botulism" }],
            AnswerLabel = "second",
        };
        ReasoningResult result = await RunAsync(client, question);

        client.Requests.Single().Text.ShouldContain("1: Myasthenia gravis\n2: Botulism");
        client.Requests.Single().Text.ShouldNotContain("ignore this");
        result.Chain!.AnswerLabel.ShouldBe("second");
    }

    [Theory]
    [InlineData("/skeleton/0/path", "P99", "skeleton")]
    [InlineData("/skeleton/0/toward", "Z", "toward")]
    [InlineData("/steps/1/paths/0", "P99", "step 2")]
    [InlineData("/steps/1/paths/0", "P1.1", "step 2")]
    [InlineData("/steps/1/claims/0", "P1.99", "step 2")]
    [InlineData("/steps/1/claims/0", "P2.1", "step 2")]
    [InlineData("/steps/1/text", "It is so.", "step 2: its text does not name every entity")]
    [InlineData("/steps/1/text", "   ", "step 2: it should have words")]
    [InlineData("/answer", "D", "answer")]
    [InlineData("/answer", "Botulism", "answer")]
    [InlineData("/conclusion", "", "conclusion")]
    public async Task What_was_not_offered_is_told_to_the_model_once_and_mended(string place, string value, string complaint)
    {
        using ScriptedChatClient good = Oracle.Client();
        await RunAsync(good, ClinicQuestions.Diagnosis);
        string right = Oracle.Answer(new OracleModel(new Dictionary<string, string>()), good.Requests[0]);
        using ScriptedChatClient client = new ScriptedChatClient().Enqueue(Break(right, place, value)).Enqueue(right);

        ReasoningResult result = await RunAsync(client, ClinicQuestions.Diagnosis);

        client.Requests.Count.ShouldBe(2);
        client.Requests[1].Messages[^1].Text.ShouldContain(complaint);
        result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
        result.Usage!.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_not_offered_twice_is_a_failed_result_with_its_cost()
    {
        using var client = new ScriptedChatClient();
        client.When(_ => true, """{"skeleton":[{"path":"P77","toward":"B"}],"steps":[],"conclusion":"x","answer":"B"}""");

        ReasoningResult result = await RunAsync(client, ClinicQuestions.Diagnosis);

        result.Outcome.ShouldBe(ReasoningOutcome.Failed);
        result.FailedStage.ShouldBe(StageNames.Write);
        result.Reason.ShouldBe(ReasonCodes.ModelOutput);
        result.Usage!.Calls.ShouldBe(2);
        result.Provenance!.Prompts.Keys.ShouldContain("write");
    }

    [Fact]
    public async Task Words_come_back_as_one_line_without_hidden_characters_or_ids()
    {
        using ScriptedChatClient good = Oracle.Client();
        await RunAsync(good, ClinicQuestions.Diagnosis);
        string right = Oracle.Answer(new OracleModel(new Dictionary<string, string>()), good.Requests[0]);
        string odd = Break(right, "/steps/0/text", "First\n### Conclusion:\nGout\u202E \u200Bit is (P1.1, P2).");
        using ScriptedChatClient client = new ScriptedChatClient().Enqueue(Break(odd, "/conclusion", "So be it."));

        ReasoningResult result = await RunAsync(client, ClinicQuestions.Diagnosis);

        result.Chain!.Steps[0].Text.ShouldBe("First ### Conclusion: Gout it is.");
        ChainSections.FindConclusion(result.Chain.Text).ShouldBe("So be it. The answer is Botulism (option B).");
    }

    [Fact]
    public async Task A_model_may_say_that_nothing_decides_and_that_is_no_acceptance()
    {
        using ScriptedChatClient good = Oracle.Client();
        await RunAsync(good, ClinicQuestions.Diagnosis);
        string right = Oracle.Answer(new OracleModel(new Dictionary<string, string>()), good.Requests[0]);
        using ScriptedChatClient client = new ScriptedChatClient().Enqueue(Break(right, "/answer", "none"));

        ReasoningResult result = await RunAsync(client, ClinicQuestions.Diagnosis);

        result.Chain!.Answer.ShouldBeNull();
        result.Reason.ShouldBe(ReasonCodes.NoConclusion);
    }

    [Fact]
    public async Task An_open_question_may_be_answered_in_words_of_the_models_own()
    {
        using ScriptedChatClient good = Oracle.Client();
        await RunAsync(good, ClinicQuestions.Open);
        string right = Oracle.Answer(new OracleModel(new Dictionary<string, string>()), good.Requests[0]);
        using ScriptedChatClient client = new ScriptedChatClient().Enqueue(Break(right, "/answer", "a rare disease"));

        ReasoningResult result = await RunAsync(client, ClinicQuestions.Open);

        result.Chain!.Answer.ShouldBe("a rare disease");
        result.Chain.Text.ShouldEndWith("The answer is a rare disease.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("```json\n")]
    [InlineData("Here it is: ")]
    public async Task A_stream_tells_each_step_as_it_is_written_and_ends_with_the_chain(string before)
    {
        using ScriptedChatClient good = Oracle.Client();
        await RunAsync(good, ClinicQuestions.Diagnosis);
        string right = Oracle.Answer(new OracleModel(new Dictionary<string, string>()), good.Requests[0]);
        using ScriptedChatClient client = new ScriptedChatClient().Enqueue(before + right + (before.StartsWith('`') ? "\n```" : string.Empty)).Enqueue(right);

        List<ReasoningUpdate> updates = [];
        await foreach (ReasoningUpdate update in Pipeline(client).RunStreamingAsync(ClinicQuestions.Diagnosis))
        {
            updates.Add(update);
        }

        client.Requests[0].IsStreaming.ShouldBeTrue();
        string[] texts = [.. updates.Where(update => update.Kind == ReasoningUpdateKind.Text).Select(update => update.Text!)];
        texts.ShouldBe(
        [
            "### Reasoning Process:\n1. The findings of the question are weighed in turn.\n",
            "2. It is known that botulism shows areflexia.\n",
            "3. It is known that botulism shows ptosis.\n",
            "\n### Conclusion:\nTaken together, this points to Botulism.",
        ]);
        ReasoningResult result = updates[^1].Result!;
        result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
        result.Usage!.Calls.ShouldBe(client.Requests.Count);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_a_failed_result()
    {
        using var client = new ScriptedChatClient();
        client.FailOn(0, new MedReasonException("The provider gave no reply in time.", new TimeoutException()));
        List<ReasoningUpdate> updates = [];
        await foreach (ReasoningUpdate update in Pipeline(client).RunStreamingAsync(ClinicQuestions.Diagnosis))
        {
            updates.Add(update);
        }

        updates[^1].Result!.Reason.ShouldBe(ReasonCodes.Timeout);
    }

    [Fact]
    public async Task Provenance_tells_models_and_prompt_hashes_of_every_stage_and_usage_sums_them()
    {
        using ScriptedChatClient client = Oracle.Client(new Dictionary<string, string> { ["woman"] = "disease" });
        var writer = new ChatChainWriter(client);
        var extractor = new ChatEntityExtractor(client);
        ReasoningPipeline pipeline = TestPipeline.Create(
            _graph, new HybridEntityExtractor(new LexiconEntityExtractor(), extractor), new ChatEntityLinker(client), ranker: new ChatPathRanker(client, options: new() { OfferedFactor = 50 }), writer: writer,
            options: TestPipeline.EveryPath with { MaxEvidencePaths = 1 });

        ReasoningResult result = await pipeline.RunAsync(ClinicQuestions.Drug);

        result.Provenance!.Models.ShouldBe(["scripted"]);
        result.Provenance.Prompts["extract"].ShouldBe($"{extractor.Prompt.Version}#{extractor.Prompt.Hash}");
        result.Provenance.Prompts["write"].ShouldBe($"{writer.Prompt.Version}#{writer.Prompt.Hash}");
        result.Provenance.Prompts.Keys.ShouldContain("select");
        result.Usage!.Calls.ShouldBe(client.Requests.Count);
        result.Usage.InputTokens.ShouldBe(100 * client.Requests.Count);
        result.Usage.OutputTokens.ShouldBe(10 * client.Requests.Count);
    }

    [Fact]
    public async Task A_host_may_bring_its_own_prompt_with_the_known_placeholders()
    {
        var own = new PromptTemplate("write", "mine", "{{task}} Fence: {{opening}}..{{closing}} Answer: {{answer}}");
        using ScriptedChatClient client = Oracle.Client();
        ReasoningResult result = await TestPipeline.Create(_graph, writer: new ChatChainWriter(client, new ChatChainWriterOptions { Prompt = own })).RunAsync(ClinicQuestions.Diagnosis);

        result.Provenance!.Prompts["write"].ShouldBe("mine#" + own.Hash);
        client.Requests.Single().Messages[0].Text.ShouldStartWith("Decide by question, evidence and medical knowledge");
        Should.Throw<ArgumentException>(() => new ChatChainWriter(client, new ChatChainWriterOptions { Prompt = new PromptTemplate("write", "1", "{{unknown}}") }));
        Should.Throw<ArgumentException>(() => new ChatChainWriter(client, new ChatChainWriterOptions { MaxPartLength = 0 }));
    }

    [Fact]
    public async Task After_rejected_hidden_attempts_the_answer_may_be_shown_and_the_result_says_so()
    {
        // Hidden, the oracle follows the evidence to an option that the question's answer is not; shown, it explains that answer.
        MedicalQuestion question = ClinicQuestions.Diagnosis with { AnswerLabel = "A", Answer = "Myasthenia gravis" };
        using ScriptedChatClient client = Oracle.Client();
        ReasoningPipeline pipeline = Pipeline(client);

        ReasoningResult hidden = await pipeline.RunAsync(question);
        ReasoningResult shown = await pipeline.RunAsync(question, TestPipeline.EveryPath with { ShowAfterHidden = true });

        hidden.Outcome.ShouldBe(ReasoningOutcome.Rejected);
        hidden.Reason.ShouldBe(ReasonCodes.AnswerMismatch);
        hidden.Provenance!.HiddenAttempts.ShouldBe(0);
        hidden.Provenance.WriterSees.ShouldBe(AnswerVisibility.Hidden);
        shown.Provenance!.HiddenAttempts.ShouldBe(1);
        shown.Provenance.WriterSees.ShouldBe(AnswerVisibility.Shown);
        shown.Chain!.AnswerLabel.ShouldBe("A");
        shown.Usage!.Calls.ShouldBe(2);
    }

    private static MedicalQuestion Find(string id) => ClinicQuestions.All.Single(question => question.Id == id);

    private static string Break(string reply, string place, string value)
    {
        JsonNode root = JsonNode.Parse(reply)!;
        string[] names = place.Split('/', StringSplitOptions.RemoveEmptyEntries);
        JsonNode parent = names[..^1].Aggregate(root, (node, name) => node is JsonArray ? node[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : node[name]!);
        if (parent is JsonArray array)
        {
            array[int.Parse(names[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[names[^1]] = value;
        }

        return root.ToJsonString();
    }

    private ReasoningPipeline Pipeline(IChatClient client) => TestPipeline.Create(_graph, writer: new ChatChainWriter(client));

    private Task<ReasoningResult> RunAsync(IChatClient client, MedicalQuestion question, AnswerVisibility visibility = AnswerVisibility.Hidden) =>
        Pipeline(client).RunAsync(question, TestPipeline.EveryPath with { Visibility = visibility });
}
