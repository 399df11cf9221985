using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using MedReason.Kg.Primekg;

namespace MedReason.Tests;

/// <summary>4,011 questions about mechanisms of DrugMechDB, with known answers, over the graph of all its mechanisms.</summary>
public sealed class CounterfactualQuestionsTests(ITestOutputHelper output)
{
    // A little under what is reached. Three links of the pairs of proteins stand in the graph of all mechanisms, though not in the mechanism of the question.
    private static readonly (string File, int Count, double Floor)[] Files =
    [
        ("factuals_pos_r1k", 480, 0.98), ("factuals_neg_r1k", 485, 0.98),
        ("delete_pos_dpi_r250", 130, 0.99), ("delete_neg_dpi_r250", 132, 0.99),
        ("delete_pos_ppi_r250", 130, 0.99), ("delete_neg_ppi_r250", 122, 0.97),
        ("change_pos_dpi_r250", 130, 0.99), ("change_neg_dpi_r250", 132, 0.99),
        ("change_pos_ppi_r250", 130, 0.99), ("change_neg_ppi_r250", 122, 0.97),
        ("AddLink_pos_dpi_r1k", 513, 0.98), ("AddLink_neg_dpi_r1k", 513, 0.98),
        ("AddLink_pos_ppi_r1k", 496, 0.985), ("AddLink_neg_ppi_r1k", 496, 0.985),
    ];

    [Fact]
    public async Task Nearly_all_are_answered_as_the_curators_do()
    {
        using InMemoryKnowledgeGraph graph = (await PrimeKgReader.ReadAsync(
            TestData.Require("drugmechdb/kg.csv.gz"), cancellationToken: TestContext.Current.CancellationToken)).Graph;
        var reader = new MechanismReader();
        var low = new List<string>();
        foreach ((string file, int count, double floor) in Files)
        {
            var wrong = new List<string>();
            int undecided = 0;
            int inGraph = 0;
            int all = 0;
            await foreach (JsonElement row in ReadAsync(TestData.Require($"counterfactuals/{file}.jsonl.gz")))
            {
                all++;
                MechanismAnswer[] answers = await AskAsync(reader, graph, row);
                bool isNegative = row.GetProperty("is_negative_sample").GetBoolean();
                string kind = row.GetProperty("query_type").GetString()!;
                // Deleting or inverting a link that stands breaks the mechanism: there the positive answer is that it does not hold.
                bool expected = kind is "DELETE_LINK" or "CHANGE_LINK" ? isNegative : !isNegative;
                bool isRight = kind == "known_moa"
                    ? answers.Any(static answer => answer.Holds == true) == expected
                    : answers.Single().Holds == expected;
                inGraph += answers.Length > 0 ? 1 : 0;
                undecided += answers.Any(static answer => answer.Holds is null) ? 1 : 0;
                if (!isRight)
                {
                    wrong.Add($"{row.GetProperty("drug_name")} | {row.GetProperty("disease_name")}: {string.Join(" / ", answers.Select(static answer => answer.Detail))}");
                }

                answers.Where(static answer => answer.Holds == true && answer.Question.Change != MechanismChange.Delete)
                    .ShouldAllBe(static answer => answer.DecidingEdges.Count > 0 && answer.Paths.Count > 0);
                answers.ShouldAllBe(static answer => !answer.IsTruncated);
            }

            all.ShouldBe(count, file);
            int right = all - wrong.Count;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{file}: {right}/{all} = {(double)right / all:0.0000}, undecided {undecided}, both ends in the graph {inGraph}"));
            foreach (string line in wrong)
            {
                output.WriteLine("   " + line);
            }

            if (right < floor * all)
            {
                low.Add(file);
            }
        }

        low.ShouldBeEmpty();
    }

    private static async Task<MechanismAnswer[]> AskAsync(MechanismReader reader, InMemoryKnowledgeGraph graph, JsonElement row)
    {
        var answers = new List<MechanismAnswer>();
        foreach (NodeId drug in await FindAsync(graph, row, "drug"))
        {
            foreach (NodeId disease in await FindAsync(graph, row, "disease"))
            {
                if (drug != disease)
                {
                    answers.Add(await reader.AskAsync(graph, Read(row, drug, disease), TestContext.Current.CancellationToken));
                }
            }
        }

        return [.. answers];
    }

    /// <summary>Finds what a row names by its id, else, in rows of another graph's ids, by the same name.</summary>
    private static async Task<IReadOnlyList<NodeId>> FindAsync(InMemoryKnowledgeGraph graph, JsonElement row, string part)
    {
        NodeId id = new(row.GetProperty($"{part}_id").GetString()!);
        if (graph.TryGetOrdinal(id, out _))
        {
            return [id];
        }

        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await graph.SearchAsync(
            [row.GetProperty($"{part}_name").GetString()!], null, TestContext.Current.CancellationToken);
        return [.. found[0].Select(static node => node.Node.Id)];
    }

    private static MechanismQuestion Read(JsonElement row, NodeId drug, NodeId disease)
    {
        var question = new MechanismQuestion { Drug = drug, Disease = disease };
        if (!row.TryGetProperty("edit_link_info", out JsonElement info))
        {
            return question;
        }

        MechanismChange change = row.GetProperty("query_type").GetString() switch
        {
            "DELETE_LINK" => MechanismChange.Delete,
            "CHANGE_LINK" => MechanismChange.Invert,
            _ => MechanismChange.Add,
        };
        string relation = info.GetProperty(change == MechanismChange.Add ? "new_relation" : "original_relation").GetString()!;
        return question with
        {
            Change = change,
            Link = new KgEdge
            {
                Source = new NodeId(info.GetProperty("source_node").GetString()!),
                Relation = new RelationType(relation.Replace(' ', '_')),
                Target = new NodeId(info.GetProperty("target_node").GetString()!),
            },
        };
    }

    private static async IAsyncEnumerable<JsonElement> ReadAsync(string path)
    {
        await using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var text = new StreamReader(file);
        while (await text.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }
}
