using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MedReason.Paths;

/// <summary>Reads and writes <see cref="PathPriors"/> as JSON.</summary>
internal static class PathPriorsFormat
{
    private const string Format = "medreason-path-priors";
    private const int Version = 1;

    public static async Task WriteAsync(PathPriors priors, Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        var writer = new Utf8JsonWriter(stream, options);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteNumber("version", Version);
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
            using JsonDocument document = await JsonDocument.ParseAsync(stream, default, cancellationToken).ConfigureAwait(false);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new InputFormatException("Expected path priors, as \"paths learn\" writes them, in JSON.", exception)
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

        if (GetNumber(root, "version") != Version)
        {
            throw new FormatException($"Expected path priors of version {Version}.");
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
        };
    }

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
