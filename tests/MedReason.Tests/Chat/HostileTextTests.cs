using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MedReason.Testing;
using Microsoft.Extensions.AI;

namespace MedReason.Tests;

/// <summary>300 hostile texts as question, as node name and as reply: prompts keep their form, nothing that was not offered is cited, and no verdict turns.</summary>
public sealed partial class HostileTextTests : IDisposable
{
    private static readonly Dictionary<string, string> Vocabulary = new() { ["ptosis"] = "effect/phenotype" };

    private static readonly string[] Labels = ["types", "marked", "question", "context", "options", "candidates", "mentions", "paths", "evidence", "contrast", "answer", "steps", "first answer", "second answer"];

    private readonly InMemoryKnowledgeGraph _graph = ClinicGraph.Build();

    public static TheoryData<string> Kinds => [.. HostileText.All.Select(text => text.Kind).Distinct()];

    public void Dispose() => _graph.Dispose();

    [Fact]
    public void There_are_three_hundred_different_texts_of_six_kinds()
    {
        HostileText.All.Count.ShouldBe(300);
        HostileText.All.Select(text => text.Text).Distinct(StringComparer.Ordinal).Count().ShouldBe(300);
        HostileText.All.GroupBy(text => text.Kind).Select(kind => kind.Count()).ShouldBe(Enumerable.Repeat(50, 6));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_hostile_question_neither_leaves_its_part_nor_turns_the_verdict(string kind)
    {
        ReasoningResult plain = await RunAsync(_graph, ClinicQuestions.Drug);
        plain.Outcome.ShouldBe(ReasoningOutcome.Accepted, plain.Detail);
        MedicalQuestion wrong = ClinicQuestions.Drug with { AnswerLabel = "A", Answer = "Salbutamol" };
        ReasoningResult wrongPlain = await RunAsync(_graph, wrong);
        wrongPlain.Outcome.ShouldBe(ReasoningOutcome.Rejected);
        foreach ((string _, string text) in Of(kind))
        {
            MedicalQuestion question = ClinicQuestions.Drug with
            {
                Text = ClinicQuestions.Drug.Text + "\n" + text,
                Context = text,
                Options = [.. ClinicQuestions.Drug.Options.SkipLast(1), new AnswerOption { Label = "D", Text = text }],
            };
            ReasoningResult result = await RunAsync(_graph, question);
            ShouldCiteOnlyTheOffer(result);
            result.Outcome.ShouldBe(plain.Outcome, text);
            result.Chain!.AnswerLabel.ShouldBe(plain.Chain!.AnswerLabel, text);

            ReasoningResult wrongResult = await RunAsync(_graph, wrong with { Text = wrong.Text + "\n" + text });
            wrongResult.Reason.ShouldBe(wrongPlain.Reason, text);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_hostile_node_name_neither_leaves_its_part_nor_gets_a_chain_accepted_that_says_else(string kind)
    {
        foreach ((string _, string text) in Of(kind))
        {
            using InMemoryKnowledgeGraph graph = await RenameAsync(ClinicGraph.Id("myasthenia gravis"), text);
            ReasoningResult result = await RunAsync(graph, ClinicQuestions.Drug);
            ShouldCiteOnlyTheOffer(result);
            if (result.Outcome == ReasoningOutcome.Accepted)
            {
                result.Chain!.AnswerLabel.ShouldBe("B", text);
            }

            ReasoningResult wrong = await RunAsync(graph, ClinicQuestions.Drug with { AnswerLabel = "A", Answer = "Salbutamol" });
            wrong.Outcome.ShouldNotBe(ReasoningOutcome.Accepted, text);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_hostile_reply_is_a_failure_and_hostile_words_in_a_reply_stay_words(string kind)
    {
        using ScriptedChatClient good = Oracle.Client();
        await TestPipeline.Create(_graph, writer: new ChatChainWriter(good)).RunAsync(ClinicQuestions.Drug);
        string right = Oracle.Answer(new OracleModel(Vocabulary), good.Requests[0]);
        foreach ((string _, string text) in Of(kind))
        {
            (await ReplyAsync(text, text)).Reason.ShouldBe(ReasonCodes.ModelOutput, text);

            foreach (string place in new[] { "path", "toward", "cite", "claim", "answer", "step", "background", "conclusion" })
            {
                string reply = Break(right, place, text);
                ReasoningResult result = await ReplyAsync(reply, reply);
                ShouldCiteOnlyTheOffer(result);
                if (place is not ("background" or "conclusion"))
                {
                    // "D" and "P1" alone are offered ids; no hostile text is one.
                    result.Outcome.ShouldNotBe(ReasoningOutcome.Accepted, $"{place}: {text}");
                }
                else if (result.Chain is not null)
                {
                    result.Chain.AnswerLabel.ShouldBe("B");
                    result.Chain.Text.Split('\n').Count(line => line is ChainSections.Paths or ChainSections.Process or ChainSections.Conclusion).ShouldBe(3, text);
                    IsPlain(result.Chain.Text).ShouldBeTrue(text);
                }

                // The same words under a wrong answer are no way to acceptance.
                ReasoningResult wrong = await ReplyAsync(reply, reply, ClinicQuestions.Drug with { AnswerLabel = "A", Answer = "Salbutamol" });
                wrong.Outcome.ShouldNotBe(ReasoningOutcome.Accepted, $"{place}: {text}");
            }
        }
    }

    [GeneratedRegex(@"^<<<(?<mark>[0-9a-f]{16}) (?<label>[^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Openings();

    private static IEnumerable<(string Kind, string Text)> Of(string kind) => HostileText.All.Where(text => text.Kind == kind);

    private static async Task<ReasoningResult> RunAsync(IKnowledgeGraph graph, MedicalQuestion question)
    {
        using ScriptedChatClient client = Oracle.Client(Vocabulary);
        ReasoningResult result = await ProfilePipeline.Default(graph, client, TestPipeline.EveryPath).RunAsync(question);
        client.Requests.Count.ShouldBeGreaterThan(0);
        foreach (ScriptedChatRequest request in client.Requests)
        {
            ShouldKeepItsForm(request);
        }

        return result;
    }

    /// <summary>The system message is ours alone; the user message is a row of parts under one mark, which stands nowhere else; nothing in it hides.</summary>
    private static void ShouldKeepItsForm(ScriptedChatRequest request)
    {
        request.Messages[0].Role.ShouldBe(ChatRole.System);
        string user = request.Messages[1].Text;
        string mark = Openings().Match(user).Groups["mark"].Value;
        user.ShouldStartWith($"<<<{mark} ");
        user.ShouldEndWith($"\n{mark}>>>");
        Match[] own = Openings().Matches(user).ToArray().Where(opening => opening.Groups["mark"].Value == mark).ToArray();
        foreach (Match opening in own)
        {
            Labels.ShouldContain(opening.Groups["label"].Value);
        }

        string body = user;
        foreach (Match opening in own.Skip(1))
        {
            user[..opening.Index].ShouldEndWith($"\n{mark}>>>\n\n");
        }

        Regex.Count(body, mark).ShouldBe(own.Length * 2);
        request.Messages[0].Text.Replace(mark, string.Empty, StringComparison.Ordinal).ShouldNotContain("ignore all", Case.Insensitive);
        IsPlain(user).ShouldBeTrue();
    }

    private static bool IsPlain(string text) => text.EnumerateRunes().All(rune =>
        rune.Value is '\n' or '\t' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)) && IsWellFormed(text);

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static void ShouldCiteOnlyTheOffer(ReasoningResult result)
    {
        if (result.Chain is not { } chain)
        {
            return;
        }

        IReadOnlyList<EvidencePath> offered = result.Evidence!.Paths;
        foreach (ChainStep step in chain.Steps)
        {
            step.PathIndexes.ShouldAllBe(index => index >= 0 && index < offered.Count);
            foreach (ChainClaim claim in step.Claims)
            {
                step.PathIndexes.Any(index => Holds(offered[index].Path, claim)).ShouldBeTrue();
            }
        }
    }

    private static bool Holds(KgPath path, ChainClaim claim) => Enumerable.Range(0, path.Hops.Count).Any(i => path.Hops[i].Relations.Any(relation =>
        relation.Relation == claim.Relation
        && relation.Polarity == claim.Polarity
        && path.Nodes[relation.IsForward ? i : i + 1].Id == claim.Subject
        && path.Nodes[relation.IsForward ? i + 1 : i].Id == claim.Object));

    private static string Break(string reply, string place, string text)
    {
        JsonNode root = JsonNode.Parse(reply)!;
        JsonNode step = root["steps"]![1]!;
        switch (place)
        {
            case "path":
                root["skeleton"]![0]!["path"] = text;
                break;
            case "toward":
                root["skeleton"]![0]!["toward"] = text;
                break;
            case "cite":
                step["paths"]![0] = text;
                break;
            case "claim":
                step["claims"]![0] = text;
                break;
            case "step":
                step["text"] = text;
                break;
            case "background":
                root["steps"]![0]!["text"] = text;
                break;
            default:
                root[place] = text;
                break;
        }

        return root.ToJsonString();
    }

    private async Task<ReasoningResult> ReplyAsync(string first, string second, MedicalQuestion? question = null)
    {
        using ScriptedChatClient client = new ScriptedChatClient().Enqueue(first).Enqueue(second);
        return await TestPipeline.Create(_graph, writer: new ChatChainWriter(client), verifier: CompositeChainVerifier.CreateDefault()).RunAsync(question ?? ClinicQuestions.Drug);
    }

    private async Task<InMemoryKnowledgeGraph> RenameAsync(NodeId node, string name)
    {
        var builder = new KnowledgeGraphBuilder { Name = "renamed", Version = "1" };
        KnowledgeGraphMetadata metadata = await _graph.GetMetadataAsync();
        foreach (RelationInfo relation in metadata.Relations)
        {
            builder.AddRelation(relation);
        }

        await foreach (KgNode known in _graph.GetNodesAsync())
        {
            builder.AddNode(known.Id == node ? new KgNode { Id = known.Id, Name = name, Type = known.Type } : known);
            foreach (KgNeighbor neighbor in (await _graph.GetNeighborsAsync([known.Id]))[0].Where(neighbor => neighbor.IsForward))
            {
                builder.AddEdge(new KgEdge { Source = known.Id, Target = neighbor.Node, Relation = neighbor.Relation });
            }
        }

        return builder.Build();
    }
}
