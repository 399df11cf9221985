namespace MedReason.Tests;

/// <summary>Hostile texts in question, chain and graph: none of them makes a wrong chain pass or a right one fail.</summary>
public sealed class HostileChainsTests
{
    [Fact]
    public async Task No_hostile_text_makes_a_wrong_chain_pass()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        var verifier = CompositeChainVerifier.CreateDefault();
        VerificationRequest right = await RightAsync(graph);
        VerificationRequest wrong = WithWrongClaim(right);
        (await verifier.VerifyAsync(graph, wrong)).Status.ShouldBe(VerdictStatus.Rejected);
        foreach ((string kind, string text) in HostileText.All)
        {
            foreach (VerificationRequest request in Spread(wrong, text))
            {
                (await verifier.VerifyAsync(graph, request)).Status.ShouldBe(VerdictStatus.Rejected, $"{kind}: {text}");
            }
        }
    }

    [Fact]
    public async Task No_hostile_question_makes_a_right_chain_fail()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        var verifier = CompositeChainVerifier.CreateDefault();
        VerificationRequest right = await RightAsync(graph);
        foreach ((string kind, string text) in HostileText.All)
        {
            VerificationRequest request = right with { Question = right.Question with { Text = right.Question.Text + "\n\n" + text } };
            ChainVerdict verdict = await verifier.VerifyAsync(graph, request);
            verdict.Status.ShouldBe(VerdictStatus.Accepted, $"{kind}: {text}: {string.Join(", ", verdict.Codes())}");
        }
    }

    [Fact]
    public async Task Hostile_node_names_change_no_verdict()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        int count = 0;
        foreach ((_, string text) in HostileText.All)
        {
            var id = new NodeId($"T:hostile-{count++}");
            builder.AddNode(new KgNode { Id = id, Name = text, Type = new NodeType("disease") });
            builder.AddEdge(new KgEdge { Source = id, Relation = new RelationType(ClinicGraph.Finding), Target = ClinicGraph.Id("ptosis") });
        }

        using InMemoryKnowledgeGraph graph = builder.Build();
        using InMemoryKnowledgeGraph plain = ClinicGraph.Build();
        var verifier = CompositeChainVerifier.CreateDefault();
        VerificationRequest right = await RightAsync(plain);
        (await verifier.VerifyAsync(graph, right)).Status.ShouldBe(VerdictStatus.Accepted);
        VerificationRequest wrong = WithWrongClaim(right);
        (await verifier.VerifyAsync(graph, wrong)).Codes().ShouldBe((await verifier.VerifyAsync(plain, wrong)).Codes());

        // A chain that claims and states a hostile name is judged by its edges like any other.
        foreach (int i in Enumerable.Range(0, count))
        {
            KgNode node = (await graph.GetNodesAsync([new NodeId($"T:hostile-{i}")]))[0]!;
            VerificationRequest invented = right with
            {
                Chain = right.Chain with
                {
                    Steps = [.. right.Chain.Steps, new ChainStep
                    {
                        Text = $"{node.Name} is treated by pyridostigmine",
                        PathIndexes = [0],
                        Claims = [new ChainClaim { Subject = ClinicGraph.Id("pyridostigmine"), Relation = new RelationType(ClinicGraph.Indication), Object = node.Id }],
                    }],
                },
            };
            (await verifier.VerifyAsync(graph, invented)).Status.ShouldBe(VerdictStatus.Rejected, node.Name);
        }
    }

    private static async Task<VerificationRequest> RightAsync(InMemoryKnowledgeGraph graph)
    {
        ReasoningResult result = await TestPipeline.Create(graph).RunAsync(ClinicQuestions.Drug);
        return new VerificationRequest { Question = ClinicQuestions.Drug, Links = result.Links, Chain = result.Chain! };
    }

    private static VerificationRequest WithWrongClaim(VerificationRequest request) => request with
    {
        Chain = request.Chain with
        {
            Steps = [.. request.Chain.Steps.Select((step, i) => i == 1 ? step with { Claims = [step.Claims[0] with { Subject = step.Claims[0].Object, Object = step.Claims[0].Subject }, .. step.Claims.Skip(1)] } : step)],
        },
    };

    /// <summary>The text in every place that others write: question, context, option, step, claim-free step, conclusion, whole text.</summary>
    private static IEnumerable<VerificationRequest> Spread(VerificationRequest request, string text)
    {
        ReasoningChain chain = request.Chain;
        yield return request with { Question = request.Question with { Text = request.Question.Text + "\n" + text } };
        yield return request with { Question = request.Question with { Context = text } };
        yield return request with { Question = request.Question with { Options = [.. request.Question.Options, new AnswerOption { Label = "Z", Text = text }] } };
        yield return request with { Chain = chain with { Steps = [.. chain.Steps, new ChainStep { Text = text, IsBackground = true }], Text = chain.Text + "\n" + text } };
        yield return request with { Chain = chain with { Steps = [.. chain.Steps.Select((step, i) => i == 1 ? step with { Text = step.Text + " " + text } : step)] } };
        yield return request with { Chain = chain with { Text = chain.Text + "\n" + text, Answer = text } };
    }
}
