using System.Text.Json.Nodes;

namespace MedReason.Kg.Kgx.Tests;

/// <summary>What rows state about their edges, over many rows that repeat few statements, against what each row alone says.</summary>
public sealed class KgxStatementsTests : IDisposable
{
    private static readonly string[] Columns = ["subject", "predicate", "object", "publications", "negated", "primary_knowledge_source", "note", "remark"];
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-kgx-statements-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_edge_has_what_its_own_row_states(bool isJson)
    {
        var random = new Random(7);
        var rows = new List<string?[]>();
        for (int i = 0; i < 4000; i++)
        {
            // Few values for most columns, so that rows repeat; some publications that no other row has; texts that are long; members that come late.
            rows.Add(
            [
                $"X:{i}",
                "biolink:affects",
                $"X:{random.Next(4000)}",
                random.Next(3) == 0 ? $"PMID:{i}" : random.Next(2) == 0 ? "PMID:1" : null,
                random.Next(4) == 0 ? "true" : random.Next(2) == 0 ? "false" : null,
                random.Next(2) == 0 ? "infores:a" : "infores:b",
                random.Next(8) == 0 ? new string((char)('a' + random.Next(2)), 200) : random.Next(2) == 0 ? "x" : null,
                i < 1000 ? null : random.Next(2) == 0 ? "x" : null,
            ]);
        }

        string path = Path.Combine(_folder, isJson ? "edges.jsonl" : "edges.tsv");
        File.WriteAllLines(path, isJson ? rows.Select(ToJson) : [string.Join('\t', Columns), .. rows.Select(static row => string.Join('\t', row))]);

        using InMemoryKnowledgeGraph graph = (await KgxReader.ReadAsync([path])).Graph;

        foreach (string?[] row in rows)
        {
            bool isDenied = row[4] == "true";
            KgEdge edge = new()
            {
                Source = new NodeId(row[0]!),
                Target = new NodeId(row[2]!),
                Relation = new RelationType(isDenied ? "biolink:affects/negated" : "biolink:affects"),
            };
            var additional = new Dictionary<string, string>();
            if (row[6] is { } note)
            {
                additional["note"] = note;
            }

            if (row[7] is { } remark)
            {
                additional["remark"] = remark;
            }

            KgEdgeAttributes stated = (await graph.GetAttributesAsync([edge]))[0].ShouldHaveSingleItem();
            stated.ShouldBe(new KgEdgeAttributes { Sources = [row[5]!], Publications = row[3] is { } publication ? [publication] : [], Additional = additional });
        }
    }

    private static string ToJson(string?[] row)
    {
        var json = new JsonObject();
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] is { } value)
            {
                json[Columns[i]] = Columns[i] == "publications" ? new JsonArray(value) : JsonValue.Create(value);
            }
        }

        return json.ToJsonString();
    }
}
