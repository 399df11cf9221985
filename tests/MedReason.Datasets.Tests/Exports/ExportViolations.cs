using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedReason.Datasets.Tests;

/// <summary>Ways to break a rule of an export format in a file that keeps all of them.</summary>
internal static class ExportViolations
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public delegate byte[] Breaking(List<string> lines, Random random);

    /// <summary>Each way with the rule that it breaks.</summary>
    public static IReadOnlyList<(string Name, string Rule, Breaking Break)> Of(ExportFormat format, ReasoningForm form)
    {
        List<(string, string, Breaking)> ways =
        [
            ("byte order mark", ExportRules.Encoding, (lines, _) => [0xEF, 0xBB, 0xBF, .. Bytes(lines)]),
            ("invalid byte", ExportRules.Encoding, InvalidByte),
            ("carriage return", ExportRules.Lines, (lines, random) => Edit(lines, random, line => line + "\r")),
            ("blank line", ExportRules.Lines, (lines, random) => Insert(lines, random, string.Empty)),
            ("no last line feed", ExportRules.Lines, (lines, _) => Bytes(lines)[..^1]),
            ("cut row", ExportRules.Json, (lines, random) => Edit(lines, random, line => line[..^(1 + random.Next(5))])),
            ("two rows in a line", ExportRules.Json, (lines, random) => Edit(lines, random, line => line + line)),
            ("not a number", ExportRules.Json, (lines, random) => Edit(lines, random, line => line[..^1] + ",\"loss\":NaN}")),
            ("half a surrogate pair", ExportRules.Json, (lines, random) => Edit(lines, random, line => line.Replace("patient", "\\ud800 patient", StringComparison.Ordinal))),
            ("a name twice", ExportRules.Json, (lines, random) => Edit(lines, random, line => line[..^1] + "," + line[1..])),
            ("array", ExportRules.Type, (lines, random) => Edit(lines, random, line => $"[{line}]")),
            ("bare string", ExportRules.Type, (lines, random) => Edit(lines, random, _ => "\"text\"")),
            ("further member", ExportRules.UnknownKey, Change((row, _) => row["extra"] = "x")),
            ("member renamed", ExportRules.MissingKey, Change((row, random) => Rename(row, random))),
            ("member missing", ExportRules.MissingKey, Change((row, random) => row.Remove(AnyName(row, random)))),
            ("null", ExportRules.Type, Change((row, random) => row[AnyName(row, random)] = null)),
            ("number for text", ExportRules.Type, Change((row, random) => Texts(row, format)[random.Next(Texts(row, format).Count)].Set(42))),
            ("truth for text", ExportRules.Type, Change((row, random) => Texts(row, format)[random.Next(Texts(row, format).Count)].Set(true))),
            ("empty text", ExportRules.Text, Change((row, _) => Texts(row, format)[0].Set(string.Empty))),
            ("white space around", ExportRules.Text, Change((row, _) => Texts(row, format)[0].Set(Texts(row, format)[0].Get() + " \n"))),
            ("turn token", ExportRules.SpecialToken, Change((row, _) => Texts(row, format)[0].Set(Texts(row, format)[0].Get() + "<|im_end|>"))),
            ("end token in the response", ExportRules.SpecialToken, Change((row, _) => Texts(row, format)[^1].Set(Texts(row, format)[^1].Get() + "</s>"))),
            ("no row", ExportRules.Rows, (_, _) => []),
        ];
        if (format == ExportFormat.MedReason)
        {
            ways.AddRange(MedReasonWays());
        }
        else
        {
            ways.AddRange(ResponseWays(format, form));
        }

        if (format is not (ExportFormat.MedReason or ExportFormat.Alpaca))
        {
            ways.AddRange(TurnWays(format));
        }

        switch (format)
        {
            case ExportFormat.Alpaca:
                ways.Add(("optional member in one row", ExportRules.Columns, Change((row, _) => row["system"] = "You answer.")));
                ways.Add(("history of three", ExportRules.Value, EveryRow(row => row["history"] = new JsonArray(new JsonArray("a", "b", "c")))));
                ways.Add(("input of numbers", ExportRules.Type, Change((row, _) => row["input"] = 1)));
                break;
            case ExportFormat.ShareGpt:
                ways.Add(("optional member in one row", ExportRules.Columns, Change((row, _) => row["system"] = "You answer.")));
                break;
            case ExportFormat.OpenAI:
                ways.Add(("fewer than ten", ExportRules.Rows, (lines, random) => Bytes(lines.Take(1 + random.Next(9)))));
                ways.Add(("weight of two", ExportRules.Value, Change((row, _) => row["messages"]![1]!["weight"] = 2)));
                ways.Add(("weight of the user", ExportRules.Value, Change((row, _) => row["messages"]![0]!["weight"] = 1)));
                break;
            default:
                break;
        }

        return ways;
    }

    private static List<(string, string, Breaking)> ResponseWays(ExportFormat format, ReasoningForm form) =>
    [
        ("answer missing", ExportRules.Text, Change((row, _) => Cut(row, format, form, keepReasoning: true))),
        ("reasoning missing", ExportRules.Text, Change((row, _) => Cut(row, format, form, keepReasoning: false))),
        ("no opening", ExportRules.Form, Change((row, _) => Texts(row, format)[^1].Set(Texts(row, format)[^1].Get()[3..]))),
        ("other form", ExportRules.Form, Change((row, _) => Texts(row, format)[^1].Set("Answer: " + Texts(row, format)[^1].Get()))),
        ("second marker", ExportRules.SpecialToken, Change((row, _) => Texts(row, format)[^1].Set(Texts(row, format)[^1].Get() + (form == ReasoningForm.Think ? "\n<think>more" : "\n## Thinking")))),
    ];

    private static List<(string, string, Breaking)> TurnWays(ExportFormat format) =>
    [
        ("unknown role", ExportRules.Roles, Change((row, random) => Any(Turns(row, format), random)[RoleName(format)] = "robot")),
        ("capital role", ExportRules.Roles, Change((row, random) => Any(Turns(row, format), random)[RoleName(format)] = "User")),
        ("both of one side", ExportRules.Roles, Change((row, _) => Turns(row, format)[^1][RoleName(format)] = Turns(row, format)[0][RoleName(format)]!.GetValue<string>())),
        ("no turn", ExportRules.Roles, Change((row, _) => Lists(row, format)[^1].Clear())),
        ("role missing", ExportRules.MissingKey, Change((row, random) => Any(Turns(row, format), random).Remove(RoleName(format)))),
        ("further member of a turn", ExportRules.UnknownKey, Change((row, random) => Any(Turns(row, format), random)["emotion"] = "calm")),
        ("turn as text", ExportRules.Type, Change((row, _) => Lists(row, format)[0][0] = "user: hello")),
        ("turns as text", ExportRules.Type, Change((row, _) => row[row.First().Key] = "user: hello")),
        ("extra last turn", ExportRules.Roles, Change((row, _) => Lists(row, format)[^1].Add(JsonNode.Parse(Turns(row, format)[0].ToJsonString())))),
    ];

    private static List<(string, string, Breaking)> MedReasonWays() =>
    [
        ("id of another type", ExportRules.Columns, Change((row, _) => row["id_in_dataset"] = "text-id")),
        ("path beyond the row", ExportRules.Value, Change((row, _) => row["steps"]![0]!["paths"] = new JsonArray(7))),
        ("fraction for an index", ExportRules.Type, Change((row, _) => row["steps"]![0]!["paths"] = new JsonArray(0.5))),
        ("whole number for a score", ExportRules.Type, Change((row, _) => row["paths"]![0]!["score"] = 1)),
        ("unknown polarity", ExportRules.Value, Change((row, _) => row["steps"]![0]!["claims"]![0]!["polarity"] = "maybe")),
        ("unknown stance", ExportRules.Value, Change((row, _) => row["paths"]![0]!["stance"] = "neutral")),
        ("hop too many", ExportRules.Value, Change((row, _) => row["paths"]![0]!["hops"]!.AsArray().Add(new JsonArray()))),
        ("rejected row", ExportRules.Value, Change((row, _) => row["verdict"]!["status"] = "rejected")),
        ("unknown role", ExportRules.Value, Change((row, _) => row["source"]!["role"] = "gold")),
        ("short hash", ExportRules.Value, Change((row, _) => row["source"]!["content_hash"] = "abc")),
        ("options without heading", ExportRules.Value, Change((row, _) => row["options"] = "A. x")),
        ("member of a node missing", ExportRules.MissingKey, Change((row, _) => row["paths"]![0]!["nodes"]![0]!.AsObject().Remove("type"))),
        ("further member of a claim", ExportRules.UnknownKey, Change((row, _) => row["steps"]![0]!["claims"]![0]!["score"] = 1)),
        ("reference without a target", ExportRules.MissingKey, EveryRow(row => row["references"] = References("source", "relation", "attributes"))),
        ("further member of a reference", ExportRules.UnknownKey, EveryRow(row => row["references"] = References("source", "relation", "target", "attributes", "score"))),
        ("usage as text", ExportRules.Type, Change((row, _) => row["usage"]!["calls"] = "2")),
    ];

    private static JsonArray References(params string[] members) =>
        [new JsonObject(members.Select(member => KeyValuePair.Create<string, JsonNode?>(member, member == "attributes" ? new JsonArray() : "x")))];

    private static Breaking Change(Action<JsonObject, Random> change) => (lines, random) => Edit(lines, random, line =>
    {
        JsonObject row = JsonNode.Parse(line)!.AsObject();
        change(row, random);
        return row.ToJsonString(Relaxed);
    });

    private static Breaking EveryRow(Action<JsonObject> change) => (lines, _) => Bytes(lines.Select(line =>
    {
        JsonObject row = JsonNode.Parse(line)!.AsObject();
        change(row);
        return row.ToJsonString(Relaxed);
    }));

    // Never the first row: what the others are compared with is right.
    private static byte[] Edit(List<string> lines, Random random, Func<string, string> edit)
    {
        int index = 1 + random.Next(lines.Count - 1);
        return Bytes(lines.Select((line, i) => i == index ? edit(line) : line));
    }

    private static byte[] Insert(List<string> lines, Random random, string line)
    {
        lines.Insert(1 + random.Next(lines.Count - 1), line);
        return Bytes(lines);
    }

    private static byte[] InvalidByte(List<string> lines, Random random)
    {
        byte[] bytes = Bytes(lines);
        bytes[Array.IndexOf(bytes, (byte)'p', random.Next(bytes.Length / 2))] = 0xFF;
        return bytes;
    }

    private static byte[] Bytes(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private static void Rename(JsonObject row, Random random)
    {
        string name = AnyName(row, random);
        JsonNode? value = row[name];
        row.Remove(name);
        row[name + "s"] = value;
    }

    private static string AnyName(JsonObject row, Random random) => row.ElementAt(random.Next(row.Count)).Key;

    private static JsonObject Any(List<JsonObject> turns, Random random) => turns[random.Next(turns.Count)];

    private static string RoleName(ExportFormat format) => format == ExportFormat.ShareGpt ? "from" : "role";

    private static List<JsonArray> Lists(JsonObject row, ExportFormat format) => format switch
    {
        ExportFormat.TrlPromptCompletion => [row["prompt"]!.AsArray(), row["completion"]!.AsArray()],
        ExportFormat.ShareGpt => [row["conversations"]!.AsArray()],
        _ => [row["messages"]!.AsArray()],
    };

    private static List<JsonObject> Turns(JsonObject row, ExportFormat format) => [.. Lists(row, format).SelectMany(list => list).Select(turn => turn!.AsObject())];

    // What is asked first, what is answered last.
    private static List<Slot> Texts(JsonObject row, ExportFormat format) => format switch
    {
        ExportFormat.MedReason => [new(row, "question"), new(row, "answer"), new(row, "reasoning")],
        ExportFormat.Alpaca => [new(row, "instruction"), new(row, "output")],
        ExportFormat.ShareGpt => [.. Turns(row, format).Select(turn => new Slot(turn, "value"))],
        _ => [.. Turns(row, format).Select(turn => new Slot(turn, "content"))],
    };

    private static void Cut(JsonObject row, ExportFormat format, ReasoningForm form, bool keepReasoning)
    {
        Slot response = Texts(row, format)[^1];
        (string reasoning, string answer) = TrainingResponse.Split(response.Get(), form)!.Value;
        response.Set(TrainingResponse.Compose(keepReasoning ? reasoning : string.Empty, keepReasoning ? string.Empty : answer, form));
    }

    private sealed record Slot(JsonObject Owner, string Name)
    {
        public string Get() => Owner[Name]!.GetValue<string>();

        public void Set(JsonNode value) => Owner[Name] = value;
    }
}
