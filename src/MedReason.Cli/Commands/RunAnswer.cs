using System.Text.Json;

namespace MedReason.Cli;

/// <summary>What a verb of <c>medreason run</c> answers, as lines and as one JSON object.</summary>
internal sealed class RunAnswer(IEnumerable<string> lines, Action<Utf8JsonWriter> write)
{
    public List<string> Lines { get; } = [.. lines];

    public byte[] ToUtf8()
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return memory.ToArray();
    }
}
