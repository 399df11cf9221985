using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason;

/// <summary>The paths that curators drew between two nodes, from which <see cref="PathPriors"/> are learned. Immutable.</summary>
public sealed record CuratedPaths
{
    /// <summary>Gets the id, for messages.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the node where the paths start.</summary>
    public required NodeId From { get; init; }

    /// <summary>Gets the node where they end.</summary>
    public required NodeId To { get; init; }

    /// <summary>Gets the paths as node ids, ends included.</summary>
    public required IReadOnlyList<IReadOnlyList<NodeId>> Paths { get; init; }

    /// <summary>Reads <c>{"id","from","to","paths":[[node ids]]}</c>, one per line; blank lines are skipped.</summary>
    /// <param name="stream">UTF-8 text; left open.</param>
    /// <param name="name">The name of the input in errors, such as the file's name.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The rows in their order.</returns>
    /// <exception cref="InputFormatException">
    /// A line is not such an object, an id is not unique, or a path does not lead from <c>from</c> to <c>to</c>.
    /// </exception>
    public static async Task<IReadOnlyList<CuratedPaths>> ReadAsync(Stream stream, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        var rows = new List<CuratedPaths>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var encoding = new UTF8Encoding(false, throwOnInvalidBytes: true);
        using var reader = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        long line = 0;
        try
        {
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } text)
            {
                line++;
                if (string.IsNullOrWhiteSpace(text))
                {
                    continue;
                }

                using JsonDocument document = JsonText.Parse(text);
                CuratedPaths row = Parse(document.RootElement);
                rows.Add(ids.Add(row.Id) ? row : throw new FormatException("Expected a unique id, found that of an earlier line."));
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or DecoderFallbackException)
        {
            string message = exception is FormatException ? exception.Message
                : exception is JsonException invalid
                    ? $"Expected a JSON object {{\"id\",\"from\",\"to\",\"paths\":[[node ids]]}}, found {JsonText.Found(invalid)}."
                : "Expected UTF-8.";

            // The parser's message may quote the line.
            throw new InputFormatException(message, exception is JsonException ? null : exception)
            {
                File = name,
                Line = exception is DecoderFallbackException ? line + 1 : line,
            };
        }

        return rows;
    }

    /// <summary>Returns whether every path runs from the start to the end, as <see cref="ReadAsync"/> asks for.</summary>
    internal bool RunFromStartToEnd() => Paths.All(path => path.Count > 1 && path[0] == From && path[^1] == To);

    /// <summary>Returns the pair as one line of JSON, as <see cref="ReadAsync"/> reads it.</summary>
    internal string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("id", Id);
            writer.WriteString("from", From.Value);
            writer.WriteString("to", To.Value);
            writer.WriteStartArray("paths");
            foreach (IReadOnlyList<NodeId> path in Paths)
            {
                writer.WriteStartArray();
                foreach (NodeId node in path)
                {
                    writer.WriteStringValue(node.Value);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads a pair.</summary>
    /// <exception cref="FormatException">The value is no such object.</exception>
    internal static CuratedPaths Parse(JsonElement root)
    {
        NodeId from = GetNode(root, "from");
        NodeId to = GetNode(root, "to");
        if (!root.TryGetProperty("paths", out JsonElement paths) || paths.ValueKind != JsonValueKind.Array || paths.GetArrayLength() == 0)
        {
            throw new FormatException("Expected \"paths\", an array of at least one path.");
        }

        var read = new List<IReadOnlyList<NodeId>>();
        foreach (JsonElement path in paths.EnumerateArray())
        {
            if (path.ValueKind != JsonValueKind.Array || path.GetArrayLength() < 2 || path.EnumerateArray().Any(node => node.ValueKind != JsonValueKind.String))
            {
                throw new FormatException("Expected a path to be an array of at least two node ids.");
            }

            NodeId[] nodes = [.. path.EnumerateArray().Select(node => NodeId.Parse(node.GetString()!))];
            read.Add(nodes[0] == from && nodes[^1] == to ? nodes : throw new FormatException("Expected a path to run from \"from\" to \"to\"."));
        }

        return new CuratedPaths { Id = GetId(root), From = from, To = to, Paths = read };
    }

    private static string GetId(JsonElement root) => root.TryGetProperty("id", out JsonElement id) ? id.ValueKind switch
    {
        JsonValueKind.String => id.GetString()!,
        JsonValueKind.Number when id.TryGetInt64(out long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new FormatException("Expected \"id\" to be a string or an integer."),
    }
    : throw new FormatException("Expected \"id\".");

    private static NodeId GetNode(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? NodeId.Parse(value.GetString()!)
            : throw new FormatException($"Expected \"{name}\", a node id.");
}
