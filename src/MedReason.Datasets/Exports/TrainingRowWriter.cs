using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Writes one training row in the format of a trainer.</summary>
internal static class TrainingRowWriter
{
    public static void Write(Utf8JsonWriter writer, ExportFormat format, string prompt, string response, string input)
    {
        writer.WriteStartObject();
        switch (format)
        {
            case ExportFormat.TrlPromptCompletion:
                writer.WriteStartArray("prompt");
                WriteMessage(writer, "role", "user", "content", prompt);
                writer.WriteEndArray();
                writer.WriteStartArray("completion");
                WriteMessage(writer, "role", "assistant", "content", response);
                writer.WriteEndArray();
                break;
            case ExportFormat.ShareGpt:
                writer.WriteStartArray("conversations");
                WriteMessage(writer, "from", "human", "value", prompt);
                WriteMessage(writer, "from", "gpt", "value", response);
                writer.WriteEndArray();
                break;
            case ExportFormat.Alpaca:
                writer.WriteString("instruction", prompt);
                writer.WriteString("input", input);
                writer.WriteString("output", response);
                break;
            default:
                writer.WriteStartArray("messages");
                WriteMessage(writer, "role", "user", "content", prompt);
                WriteMessage(writer, "role", "assistant", "content", response);
                writer.WriteEndArray();
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, string roleName, string role, string textName, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(roleName, role);
        writer.WriteString(textName, text);
        writer.WriteEndObject();
    }
}
