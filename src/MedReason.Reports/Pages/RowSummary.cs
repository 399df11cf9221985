using System.Text.Json;
using MedReason.Datasets;

namespace MedReason.Reports;

/// <summary>What a run's rows come to, counted as they are read; memory does not grow with the run. Not safe for concurrent use.</summary>
internal sealed class RowSummary
{
    private const string Unnamed = "(not named)";
    private static readonly string[] MeasureNames = ["claim_precision", "grounded_step_share", "node_coverage", "structural_correctness", "chain_completeness"];

    /// <summary>All rows.</summary>
    public RowCount All { get; } = new();

    /// <summary>Rows by the bank they come from.</summary>
    public SortedDictionary<string, RowCount> Sources { get; } = new(StringComparer.Ordinal);

    /// <summary>Accepted rows by bank and grade of the evidence.</summary>
    public SortedDictionary<string, long> Grades { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows by mode and what the writer saw.</summary>
    public SortedDictionary<string, RowCount> Modes { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows by bank, mode and what the writer saw.</summary>
    public SortedDictionary<string, RowCount> SourceModes { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows that were not accepted, by the stage that ended them.</summary>
    public SortedDictionary<string, long> Stages { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows that were not accepted, by outcome and reason.</summary>
    public SortedDictionary<string, long> Reasons { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows that hold a finding of a code, by severity and code.</summary>
    public SortedDictionary<string, long> Findings { get; } = new(StringComparer.Ordinal);

    /// <summary>Cited paths of accepted chains, by hops.</summary>
    public SortedDictionary<int, long> PathLengths { get; } = [];

    /// <summary>Steps of accepted chains, by how many there are.</summary>
    public SortedDictionary<int, long> StepCounts { get; } = [];

    /// <summary>Cited hops of accepted chains, by relation; a hop counts for each relation it holds.</summary>
    public SortedDictionary<string, long> Relations { get; } = new(StringComparer.Ordinal);

    /// <summary>The cited hops of accepted chains.</summary>
    public long CitedHops { get; private set; }

    /// <summary>Measures by name, over rows that have them.</summary>
    public SortedDictionary<string, RowMeasure> Measures { get; } = new(StringComparer.Ordinal);

    /// <summary>Model calls.</summary>
    public long Calls { get; private set; }

    /// <summary>Tokens sent.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Tokens received.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Rows by calls, of those that made any.</summary>
    public SortedDictionary<int, long> CallCounts { get; } = [];

    /// <summary>What chains do to the answers of a reader; null where no row was probed.</summary>
    public ChainEffectTable? Effects { get; private set; }

    /// <summary>What the probes of chains cost, which is in no other figure; null where none was made.</summary>
    public ModelUsage? EffectUsage { get; private set; }

    /// <summary>The models named, in ordinal order.</summary>
    public SortedSet<string> Models { get; } = new(StringComparer.Ordinal);

    /// <summary>The graphs named, in ordinal order.</summary>
    public SortedSet<string> Graphs { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts a row in the form that <see cref="ReasoningRow"/> writes.</summary>
    /// <param name="line">The row.</param>
    /// <exception cref="InputFormatException">It is not in that form.</exception>
    public void Add(JsonLine line)
    {
        string outcome = line.RequireString("outcome");
        if (outcome is not ("accepted" or "rejected" or "failed"))
        {
            throw line.Error("expected \"outcome\" to be accepted, rejected or failed, found another");
        }

        bool isAccepted = outcome == "accepted";
        string source = line.OptionalString("dataset_name") ?? Unnamed;
        string mode = ReadProvenance(Object(line.Root, "provenance"));
        All.Add(isAccepted);
        Of(Sources, source).Add(isAccepted);
        Of(Modes, mode).Add(isAccepted);
        Of(SourceModes, $"{source}, {mode}").Add(isAccepted);
        if (isAccepted)
        {
            Raise(Grades, $"{source}: {line.OptionalString("grade") ?? "not graded"}");
        }
        else
        {
            Raise(Stages, line.OptionalString("stage") ?? Unnamed);
            Raise(Reasons, $"{outcome}: {line.OptionalString("reason") ?? Unnamed}");
        }

        AddVerdict(Object(line.Root, "verdict"));
        AddUsage(Object(line.Root, "usage"));
        AddEffect(ReasoningRowReader.ReadChainEffect(line));
        if (isAccepted && ReasoningRowReader.IsOwnForm(line))
        {
            AddChain(ReasoningRowReader.ReadChain(line));
        }
    }

    private string ReadProvenance(JsonElement? provenance)
    {
        if (provenance is not { } element)
        {
            return "not begun";
        }

        foreach (string model in Array(element, "models").Select(Text).OfType<string>())
        {
            Models.Add(model);
        }

        Graphs.Add($"{Text(element, "graph_name")} {Text(element, "graph_version")}".Trim()
            + (Text(element, "graph_hash") is string hash ? $", content {hash}" : string.Empty));
        string mode = Text(element, "mode") ?? Unnamed;
        if (mode == "answer")
        {
            return "answer sought";
        }

        bool isVisible = element.TryGetProperty("is_answer_visible", out JsonElement visible) && visible.ValueKind == JsonValueKind.True;
        return $"{mode}, answer {Text(element, "writer_sees") ?? Unnamed}{(isVisible ? " but visible in the evidence" : string.Empty)}";
    }

    private void AddVerdict(JsonElement? verdict)
    {
        if (verdict is not { } element)
        {
            return;
        }

        foreach (string finding in Array(element, "findings").Select(finding => $"{Text(finding, "severity")}: {Text(finding, "code")}").Distinct(
            StringComparer.Ordinal))
        {
            Raise(Findings, finding);
        }

        if (Object(element, "measures") is { } measures)
        {
            foreach (string name in MeasureNames)
            {
                if (measures.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number)
                {
                    if (!Measures.TryGetValue(name, out RowMeasure? measure))
                    {
                        Measures[name] = measure = new RowMeasure();
                    }

                    measure.Add(value.GetDouble());
                }
            }
        }
    }

    private void AddUsage(JsonElement? usage)
    {
        if (usage is not { } element)
        {
            return;
        }

        long calls = Number(element, "calls");
        Calls += calls;
        InputTokens += Number(element, "input_tokens");
        OutputTokens += Number(element, "output_tokens");
        int key = (int)Math.Min(calls, int.MaxValue);
        CallCounts[key] = CallCounts.GetValueOrDefault(key) + 1;
    }

    private void AddEffect(ChainEffect? effect)
    {
        if (effect is null)
        {
            return;
        }

        var one = ChainEffectTable.Count([effect]);
        Effects = Effects is not { } earlier ? one : new ChainEffectTable
        {
            Both = earlier.Both + one.Both,
            OnlyWith = earlier.OnlyWith + one.OnlyWith,
            OnlyWithout = earlier.OnlyWithout + one.OnlyWithout,
            Neither = earlier.Neither + one.Neither,
            Misled = earlier.Misled + one.Misled,
            Followed = earlier.Followed + one.Followed,
        };
        EffectUsage = ModelUsage.Sum(EffectUsage, effect.Usage);
    }

    private void AddChain(ReasoningChain chain)
    {
        StepCounts[chain.Steps.Count] = StepCounts.GetValueOrDefault(chain.Steps.Count) + 1;
        IReadOnlyList<EvidencePath> paths = chain.Evidence.Paths;
        foreach (int index in chain.Steps.SelectMany(step => step.PathIndexes).Where(index => index >= 0 && index < paths.Count).Distinct())
        {
            KgPath path = paths[index].Path;
            PathLengths[path.Length] = PathLengths.GetValueOrDefault(path.Length) + 1;
            foreach (KgHop hop in path.Hops)
            {
                CitedHops++;
                foreach (string relation in hop.Relations.Select(relation => relation.Relation.Value).Distinct(StringComparer.Ordinal))
                {
                    Raise(Relations, relation);
                }
            }
        }
    }

    private static RowCount Of(SortedDictionary<string, RowCount> counts, string key)
    {
        if (!counts.TryGetValue(key, out RowCount? count))
        {
            counts[key] = count = new RowCount();
        }

        return count;
    }

    private static void Raise(SortedDictionary<string, long> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static JsonElement? Object(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static IEnumerable<JsonElement> Array(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? Text(value) : null;

    private static long Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : 0;
}
