using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Kg.Primekg;

/// <summary>Identifies the source of a snapshot; kept next to it, so that the snapshot itself depends on content alone.</summary>
internal sealed record SourceStamp
{
    public required long Length { get; init; }

    public required long LastWriteTicks { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required GraphErrorHandling OnError { get; init; }

    /// <summary>Reads the current state of the source.</summary>
    /// <exception cref="KnowledgeGraphException">The file does not exist.</exception>
    public static SourceStamp Take(PrimeKgOptions options)
    {
        var file = new FileInfo(options.Path);
        return file.Exists
            ? new SourceStamp
            {
                Length = file.Length,
                LastWriteTicks = file.LastWriteTimeUtc.Ticks,
                Name = options.Name,
                Version = options.Version,
                OnError = options.OnError,
            }
            : throw new KnowledgeGraphException(
                $"The PrimeKG file '{options.Path}' does not exist; download it with 'medreason kg download primekg' or set another path.");
    }

    /// <summary>Reads the stamp of a snapshot.</summary>
    /// <returns>The stamp and the content hash of the graph it belongs to; null when it does not exist or cannot be read.</returns>
    public static async Task<(SourceStamp Stamp, string ContentHash)?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            using JsonDocument document = JsonText.Parse(bytes);
            JsonElement root = document.RootElement;
            var stamp = new SourceStamp
            {
                Length = root.GetProperty("length").GetInt64(),
                LastWriteTicks = root.GetProperty("last_write_ticks").GetInt64(),
                Name = root.GetProperty("name").GetString() ?? string.Empty,
                Version = root.GetProperty("version").GetString() ?? string.Empty,
                OnError = (GraphErrorHandling)root.GetProperty("on_error").GetInt32(),
            };
            return (stamp, root.GetProperty("content_hash").GetString() ?? string.Empty);
        }
        catch (Exception exception) when (exception is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    public async Task WriteAsync(string path, string contentHash, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("length", Length);
            writer.WriteNumber("last_write_ticks", LastWriteTicks);
            writer.WriteString("name", Name);
            writer.WriteString("version", Version);
            writer.WriteNumber("on_error", (int)OnError);
            writer.WriteString("content_hash", contentHash);
            writer.WriteEndObject();
        }

        await File.WriteAllBytesAsync(path, stream.ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
