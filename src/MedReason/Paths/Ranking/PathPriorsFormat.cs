using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Paths;

/// <summary>Reads and writes <see cref="PathPriors"/> as JSON.</summary>
internal static class PathPriorsFormat
{
    private const string Format = "medreason-path-priors";
    private const int Version = 1;

    // Files without trees stay readable to what knows the first version alone.
    private const int TreesVersion = 2;

    // Files without the curated paths stay readable to what knows the second version.
    private const int MechanismsVersion = 3;

    public static async Task WriteAsync(PathPriors priors, Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        var writer = new Utf8JsonWriter(stream, options);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteNumber("version", GetVersion(priors));
            writer.WriteString("note", priors.Note);
            writer.WriteString("graph", priors.GraphName);
            writer.WriteNumber("pairs", priors.PairCount);
            writer.WriteNumber("missing_nodes", priors.MissingNodes);
            writer.WriteNumber("unknown_hop_cost", priors.UnknownHopCost);
            writer.WriteStartArray("hop_costs");
            foreach ((HopToken token, double cost) in priors.HopCosts)
            {
                writer.WriteStartObject();
                writer.WriteString("from", token.From.Value);
                writer.WriteString("relation", token.Relation.Value);
                writer.WriteBoolean("forward", token.IsForward);
                writer.WriteString("to", token.To.Value);
                writer.WriteNumber("cost", cost);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            WriteWeights(writer, "path_weights", priors.Paths);
            WriteWeights(writer, "node_weights", priors.Nodes);
            WriteTrees(writer, priors.Correction);
            WriteMechanisms(writer, priors.Known);
            writer.WriteEndObject();
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public static async Task<PathPriors> ReadAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            using JsonDocument document = await JsonText.ParseAsync(stream, cancellationToken).ConfigureAwait(false);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new InputFormatException($"Expected path priors, as \"paths learn\" writes them, in JSON, found {JsonText.Found(exception)}.", exception)
            {
                File = name,
                Line = exception.LineNumber + 1,
            };
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException or InvalidOperationException)
        {
            throw new InputFormatException(exception.Message, exception) { File = name };
        }
    }

    private static PathPriors Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out JsonElement format) || format.ValueKind != JsonValueKind.String
            || format.GetString() != Format)
        {
            throw new FormatException($"Expected path priors: an object with \"format\": \"{Format}\".");
        }

        double version = GetNumber(root, "version");
        if (version is not (Version or TreesVersion or MechanismsVersion))
        {
            throw new FormatException($"Expected path priors of version {Version}, {TreesVersion} or {MechanismsVersion}.");
        }

        if (!root.TryGetProperty("hop_costs", out JsonElement hops) || hops.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("Expected \"hop_costs\", an array.");
        }

        var costs = new Dictionary<HopToken, double>();
        foreach (JsonElement hop in hops.EnumerateArray())
        {
            var token = new HopToken(
                NodeType.Parse(GetText(hop, "from")),
                RelationType.Parse(GetText(hop, "relation")),
                hop.TryGetProperty("forward", out JsonElement forward) && forward.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? forward.GetBoolean()
                    : throw new FormatException("Expected \"forward\" to be true or false."),
                NodeType.Parse(GetText(hop, "to")));
            if (!costs.TryAdd(token, GetCost(hop, "cost")))
            {
                throw new FormatException("Expected each kind of hop once in \"hop_costs\", found one twice.");
            }
        }

        return new PathPriors(
            costs, GetCost(root, "unknown_hop_cost"), ReadWeights(root, "path_weights"), ReadWeights(root, "node_weights"), GetCost(root, "missing_nodes"))
        {
            Note = GetText(root, "note"),
            GraphName = GetText(root, "graph"),
            PairCount = (int)Math.Clamp(GetNumber(root, "pairs"), 0, int.MaxValue),
            Correction = version == TreesVersion || (version == MechanismsVersion && root.TryGetProperty("node_trees", out _))
                ? ReadTrees(root)
                : BoostedTrees.Empty,
            Known = version == MechanismsVersion ? ReadMechanisms(root) : KnownMechanisms.None,
        };
    }

    private static int GetVersion(PathPriors priors) =>
        priors.Known.Curated.Count > 0 ? MechanismsVersion : priors.Correction.Trees.Count > 0 ? TreesVersion : Version;

    private static void WriteWeights(Utf8JsonWriter writer, string name, LinearWeights weights)
    {
        writer.WriteStartObject(name);
        foreach ((string feature, double weight) in weights.Weights)
        {
            writer.WriteNumber(feature, weight);
        }

        writer.WriteEndObject();
    }

    private static LinearWeights ReadWeights(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out JsonElement weights) || weights.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"Expected \"{name}\", an object of numbers.");
        }

        var read = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (JsonProperty weight in weights.EnumerateObject())
        {
            double value = weight.Value.ValueKind == JsonValueKind.Number && weight.Value.TryGetDouble(out double number) && double.IsFinite(number)
                ? number
                : throw new FormatException($"Expected finite numbers in \"{name}\".");
            if (!read.TryAdd(weight.Name, value))
            {
                throw new FormatException($"Expected each feature once in \"{name}\", found one twice.");
            }
        }

        return new LinearWeights(read);
    }

    /// <summary>Writes each tree as a line of nodes: <c>[what it adds]</c> at a leaf, <c>[feature, threshold, low, high]</c> at a split.</summary>
    private static void WriteTrees(Utf8JsonWriter writer, BoostedTrees trees)
    {
        if (trees.Trees.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("node_tree_features");
        foreach (string name in NodeContext.Names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("node_trees");
        foreach (IReadOnlyList<TreeNode> tree in trees.Trees)
        {
            IEnumerable<string> nodes = tree.Select(node => string.Create(
                CultureInfo.InvariantCulture,
                $"[{(node.Feature < 0 ? $"{node.Value:R}" : $"{node.Feature}, {node.Value:R}, {node.Low}, {node.High}")}]"));
            writer.WriteRawValue($"[{string.Join(", ", nodes)}]");
        }

        writer.WriteEndArray();
    }

    private static BoostedTrees ReadTrees(JsonElement root)
    {
        // Features were added at the end, so that the trees of older files stay what they were.
        if (!root.TryGetProperty("node_tree_features", out JsonElement features) || features.ValueKind != JsonValueKind.Array
            || !features.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? name.GetString() : null)
                .SequenceEqual(NodeContext.Names.Take(features.GetArrayLength())))
        {
            throw new FormatException("Expected \"node_tree_features\" to be the features that this version computes: learn the priors again.");
        }

        return root.TryGetProperty("node_trees", out JsonElement trees) && trees.ValueKind == JsonValueKind.Array
            ? new BoostedTrees([.. trees.EnumerateArray().Select(tree => ReadTree(tree, features.GetArrayLength()))])
            : throw new FormatException("Expected \"node_trees\", an array.");
    }

    private static TreeNode[] ReadTree(JsonElement tree, int featureCount)
    {
        int count = tree.ValueKind == JsonValueKind.Array ? tree.GetArrayLength() : 0;
        return count > 0
            ? [.. tree.EnumerateArray().Select((node, index) => ReadTreeNode(node, index, count, featureCount))]
            : throw new FormatException("Expected a tree of \"node_trees\" to be an array of nodes.");
    }

    private static TreeNode ReadTreeNode(JsonElement node, int index, int count, int featureCount)
    {
        double[] numbers = node.ValueKind == JsonValueKind.Array && node.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number)
            ? [.. node.EnumerateArray().Select(number => number.GetDouble())]
            : [];
        if (numbers is [double value] && double.IsFinite(value))
        {
            return TreeNode.Leaf(value);
        }

        // Children that stand after their parent rule out a circle.
        return numbers is [double feature, double threshold, double low, double high] && IsIndex(feature, 0, featureCount)
            && double.IsFinite(threshold) && IsIndex(low, index + 1, count) && IsIndex(high, index + 1, count)
            ? new TreeNode((int)feature, threshold, (int)low, (int)high)
            : throw new FormatException("Expected a node of \"node_trees\" to be a number, or a feature, a threshold and the positions of two later nodes.");
    }

    private static void WriteMechanisms(Utf8JsonWriter writer, KnownMechanisms known)
    {
        if (known.Curated.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("mechanisms");
        foreach (CuratedPaths pair in known.Curated)
        {
            writer.WriteRawValue(pair.ToJson());
        }

        writer.WriteEndArray();
    }

    private static KnownMechanisms ReadMechanisms(JsonElement root) =>
        root.TryGetProperty("mechanisms", out JsonElement mechanisms) && mechanisms.ValueKind == JsonValueKind.Array
            ? new KnownMechanisms([.. mechanisms.EnumerateArray().Select(CuratedPaths.Parse)])
            : throw new FormatException("Expected \"mechanisms\", an array.");

    private static bool IsIndex(double value, int from, int to) => value >= from && value < to && value == Math.Floor(value);

    private static double GetCost(JsonElement element, string name) =>
        GetNumber(element, name) is var cost && cost is >= 0 and <= 1000 ? cost : throw new FormatException($"Expected \"{name}\" between 0 and 1000.");

    private static double GetNumber(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw new FormatException($"Expected \"{name}\", a finite number.");

    private static string GetText(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException($"Expected \"{name}\", a string.");
}
