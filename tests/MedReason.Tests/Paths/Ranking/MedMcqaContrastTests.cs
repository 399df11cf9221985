using System.IO.Compression;
using System.Text.Json;
using static MedReason.Tests.Paths.Ranking.RankingCases;

namespace MedReason.Tests.Paths.Ranking;

/// <summary>EXCEPT questions and combination options as MedMCQA words them, over graphs that support just what the right option says.</summary>
public sealed class MedMcqaContrastTests
{
    [Fact]
    public async Task The_exception_is_favoured_where_the_graph_supports_every_other_option()
    {
        int right = 0;
        int asked = 0;
        await foreach ((MedicalQuestion question, string answer) in ReadAsync())
        {
            if (question.Ask == QuestionAsk.Except && OptionCombination.Parse(question.Options).Count == 0)
            {
                asked++;
                right += await FavorAsync(question, [.. question.Options.Select(option => option.Label).Where(label => label != answer)]) == answer ? 1 : 0;
            }
        }

        asked.ShouldBeGreaterThan(600);
        right.ShouldBe(asked);
    }

    [Fact]
    public async Task A_combination_is_favoured_where_the_graph_supports_just_its_parts()
    {
        int right = 0;
        int asked = 0;
        await foreach ((MedicalQuestion question, string answer) in ReadAsync())
        {
            IReadOnlyList<OptionCombination> combinations = OptionCombination.Parse(question.Options);
            OptionCombination? combination = combinations.FirstOrDefault(entry => entry.Label == answer);

            // "Either" claims less than its parts do, and two options that stand for the same cannot be distinguished.
            if (question.Ask == QuestionAsk.Affirm && combination is { Kind: OptionCombinationKind.All or OptionCombinationKind.None }
                && !combinations.Any(entry => entry != combination && entry.Kind != OptionCombinationKind.None && entry.Labels.SequenceEqual(combination.Labels)))
            {
                asked++;
                string[] supported = combination.Kind == OptionCombinationKind.All ? [.. combination.Labels] : [];
                string? favored = await FavorAsync(question, supported, [.. combinations.Select(entry => entry.Label)]);
                right += favored == answer ? 1 : 0;
            }
        }

        asked.ShouldBeGreaterThan(70);
        right.ShouldBe(asked);
    }

    [Fact]
    public async Task Where_the_graph_supports_one_part_alone_no_combination_is_favoured()
    {
        int asked = 0;
        await foreach ((MedicalQuestion question, _) in ReadAsync())
        {
            IReadOnlyList<OptionCombination> combinations = OptionCombination.Parse(question.Options);
            if (question.Ask == QuestionAsk.Affirm && combinations.FirstOrDefault(entry => entry.Kind == OptionCombinationKind.All) is { } combination)
            {
                asked++;
                (await FavorAsync(question, [combination.Labels[0]], [.. combinations.Select(entry => entry.Label)])).ShouldBe(combination.Labels[0], question.Id);
            }
        }

        asked.ShouldBeGreaterThan(100);
    }

    /// <summary>Ranks the question over a graph in which the supported options, and only these, are joined to what the question names.</summary>
    private static async Task<string?> FavorAsync(MedicalQuestion question, string[] supported, string[]? unlinked = null)
    {
        string[] labels = [.. question.Options.Select(option => option.Label).Except(unlinked ?? [])];
        string[] edges =
        [
            "disease:asked causes gene:apart",
            .. labels.Select(label => supported.Contains(label) ? $"drug:{label} causes gene:{label}" : $"drug:{label} causes gene:none"),
            .. supported.Select(label => $"gene:{label} causes disease:asked"),
        ];
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(edges);
        RankingRequest request = await RequestAsync(
            graph, question, [Link("disease:asked", MentionRole.Question), .. labels.Select(label => Link("drug:" + label, MentionRole.Option, label))]);
        return (await new EvidencePathRanker().RankAsync(graph, request)).FavoredLabel;
    }

    private static async IAsyncEnumerable<(MedicalQuestion Question, string Answer)> ReadAsync()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(TestData.Require("questions/medmcqa_dev.jsonl.gz")), CompressionMode.Decompress));
        while (await reader.ReadLineAsync() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            string text = row.GetProperty("question").GetString()!;
            MedicalQuestion question = Question([.. "abcd".Select(letter => row.GetProperty("op" + letter).GetString() ?? string.Empty)]) with
            {
                Id = row.GetProperty("id").GetString()!,
                Text = text,
                Ask = QuestionWording.DetectAsk(text),
            };

            // In this file the answer is counted from 1.
            yield return (question, question.Options[row.GetProperty("cop").GetInt32() - 1].Label);
        }
    }
}
