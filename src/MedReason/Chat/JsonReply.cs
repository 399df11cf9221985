using System.Buffers;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Chat;

/// <summary>Reads the JSON of a model's reply and mends what models get wrong about its wrapping, never its content.</summary>
internal static class JsonReply
{
    public const string CodeFence = "code_fence";
    public const string SurroundingText = "surrounding_text";
    public const string TrailingComma = "trailing_comma";
    private const string Fence = "```";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions Lenient = new() { AllowDuplicateProperties = false, AllowTrailingCommas = true };

    /// <summary>The reply's document, or null with the parser's complaint. The caller disposes the document.</summary>
    public static JsonDocument? Read(string text, List<string> repairs, out string? error)
    {
        string json = Unwrap(text, repairs);
        error = null;
        try
        {
            return JsonText.Parse(json, Strict);
        }
        catch (JsonException exception) when (JsonText.IsNoText(exception))
        {
            error = "the reply is not well-formed text";
            return null;
        }
        catch (JsonException strict)
        {
            try
            {
                // Written anew: an element hands its own bytes, commas and all, to whoever deserialises it.
                using JsonDocument lenient = JsonText.Parse(json, Lenient);
                var mended = new ArrayBufferWriter<byte>();
                using (var writer = new Utf8JsonWriter(mended))
                {
                    lenient.WriteTo(writer);
                }

                repairs.Add(TrailingComma);
                return JsonText.Parse(mended.WrittenMemory);
            }
            catch (JsonException)
            {
                // The parser's message may quote the reply, its place does not.
                error = $"the reply is not JSON (line {(strict.LineNumber ?? 0) + 1}, byte {(strict.BytePositionInLine ?? 0) + 1})";
                return null;
            }
        }
    }

    /// <summary>The content of the only code fence, if there is exactly one; the text around it is dropped.</summary>
    private static string Unwrap(string text, List<string> repairs)
    {
        string trimmed = text.Trim().TrimStart('\uFEFF').TrimStart();
        int open = trimmed.IndexOf(Fence, StringComparison.Ordinal);
        if (open < 0 || trimmed.StartsWith('{') || trimmed.StartsWith('['))
        {
            return trimmed;
        }

        int line = trimmed.IndexOf('\n', open);
        int close = line < 0 ? -1 : trimmed.IndexOf(Fence, line, StringComparison.Ordinal);
        if (close < 0 || trimmed.IndexOf(Fence, close + Fence.Length, StringComparison.Ordinal) >= 0)
        {
            return trimmed;
        }

        repairs.Add(CodeFence);
        if (open > 0 || close + Fence.Length < trimmed.Length)
        {
            repairs.Add(SurroundingText);
        }

        return trimmed[(line + 1)..close];
    }
}
