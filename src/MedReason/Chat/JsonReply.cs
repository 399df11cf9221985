using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Chat;

/// <summary>Finds the JSON value of a model's reply in whatever wrapping the model gave it; the content of the value is never mended.</summary>
internal static class JsonReply
{
    public const string Reasoning = "reasoning";
    public const string CodeFence = "code_fence";
    public const string SurroundingText = "surrounding_text";
    public const string TrailingComma = "trailing_comma";
    private const string Fence = "```";
    private const string NoText = "the reply is not well-formed text";

    // Brackets beyond these are those of prose; the bound keeps hostile text from being read over and over.
    private const int MaxStarts = 4096;

    // The name of a language behind a fence, such as json.
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // A reply to any of the shapes that are asked for has a few thousand.
    private const int MaxTokens = 50_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions Lenient = new() { AllowDuplicateProperties = false, AllowTrailingCommas = true };
    private static readonly JsonDocumentOptions Repeating = new() { AllowTrailingCommas = true };

    /// <summary>Reads the first value that is what was asked for.</summary>
    /// <param name="text">The reply.</param>
    /// <param name="findDeviation">Returns how a value deviates from what was asked for; null when it does not.</param>
    /// <param name="repairs">Receives what was mended.</param>
    /// <param name="problem">Why there is no such value; null when there is one.</param>
    /// <returns>The value, which the caller disposes; null when there is none.</returns>
    /// <remarks>
    /// What follows the model's reasoning is read from its start. Where nothing follows it, or where it never ends, the reply is read from its end: the last
    /// value is what the model came to.
    /// </remarks>
    public static JsonDocument? Read(
        string text, Func<JsonElement, string?> findDeviation, List<string> repairs, out (ModelOutputFailure Failure, string Error)? problem)
    {
        problem = null;
        string trimmed = text.Trim().TrimStart('\uFEFF').TrimStart();
        byte[] utf8;
        try
        {
            utf8 = StrictUtf8.GetBytes(trimmed);
        }
        catch (EncoderFallbackException)
        {
            problem = (ModelOutputFailure.Parse, NoText);
            return null;
        }

        if (Parse(utf8, out string? mended, out string? error) is { } whole)
        {
            if (findDeviation(whole.RootElement) is { } wrong)
            {
                whole.Dispose();
                problem = (ModelOutputFailure.Schema, wrong);
                return null;
            }

            repairs.AddRange(mended is null ? [] : [mended]);
            return whole;
        }

        string? said = ReasoningTags.Remove(trimmed);
        bool hasSaid = !string.IsNullOrWhiteSpace(said);
        utf8 = hasSaid ? StrictUtf8.GetBytes(said!) : utf8;
        List<(int Start, int Length)> values = FindValues(utf8);
        if (!hasSaid)
        {
            values.Reverse();
        }

        // Of several that deviate, the longest is taken to be the answer, and its deviation reported.
        (int Length, string Deviation)? nearest = null;
        foreach ((int start, int length) in values)
        {
            if (Parse(utf8.AsMemory(start, length), out mended, out string? complaint) is not { } value)
            {
                error = complaint;
            }
            else if (findDeviation(value.RootElement) is { } deviation)
            {
                value.Dispose();
                nearest = nearest is null || length > nearest.Value.Length ? (length, deviation) : nearest;
            }
            else
            {
                repairs.AddRange(said == trimmed ? [] : [Reasoning]);
                AddWrapping(utf8.AsSpan(0, start), utf8.AsSpan(start + length), repairs);
                repairs.AddRange(mended is null ? [] : [mended]);
                return value;
            }
        }

        problem = nearest is { } found ? (ModelOutputFailure.Schema, found.Deviation) : (ModelOutputFailure.Parse, error!);
        return null;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> json, out string? repair, out string? error)
    {
        repair = null;
        error = null;
        if (JsonText.IsLarger(json.Span, MaxTokens))
        {
            error = string.Create(CultureInfo.InvariantCulture, $"the reply has more than {MaxTokens} values");
            return null;
        }

        try
        {
            return JsonText.Parse(json, Strict);
        }
        catch (JsonException exception) when (JsonText.IsNoText(exception))
        {
            error = NoText;
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

                repair = TrailingComma;
                return JsonText.Parse(mended.WrittenMemory);
            }
            catch (JsonException)
            {
                // The parser's message may quote the reply, its place does not.
                error = IsRepeating(json) ? "the JSON gives a property twice"
                    : $"the reply is not JSON (line {(strict.LineNumber ?? 0) + 1}, byte {(strict.BytePositionInLine ?? 0) + 1})";
                return null;
            }
        }
    }

    private static bool IsRepeating(ReadOnlyMemory<byte> json)
    {
        try
        {
            JsonText.Parse(json, Repeating).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Finds the objects and arrays that stand in a text, none within another.</summary>
    private static List<(int Start, int Length)> FindValues(ReadOnlySpan<byte> text)
    {
        List<(int Start, int Length)> values = [];
        int position = 0;
        for (int starts = 0; starts < MaxStarts && text[position..].IndexOfAny((byte)'{', (byte)'[') is >= 0 and int distance; starts++)
        {
            position += distance;
            int length = Measure(text[position..]);
            if (length > 0)
            {
                values.Add((position, length));
            }

            position += Math.Max(1, length);
        }

        return values;
    }

    /// <summary>Returns the length of the value at the start of a text; 0 when there is none.</summary>
    private static int Measure(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true });
        try
        {
            reader.Read();
            reader.Skip();
            return (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private static void AddWrapping(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, List<string> repairs)
    {
        ReadOnlySpan<char> start = Encoding.UTF8.GetString(before).AsSpan().Trim();
        ReadOnlySpan<char> end = Encoding.UTF8.GetString(after).AsSpan().Trim();
        int fence = start.LastIndexOf(Fence);
        if (fence >= 0 && !start[(fence + Fence.Length)..].ContainsAnyExcept(Letters))
        {
            repairs.Add(CodeFence);
            start = start[..fence];
            end = end.StartsWith(Fence) ? end[Fence.Length..] : end;
        }

        if (!start.IsWhiteSpace() || !end.IsWhiteSpace())
        {
            repairs.Add(SurroundingText);
        }
    }
}
