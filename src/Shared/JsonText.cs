using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MedReason.Shared;

/// <summary>The one way in for JSON: what it lets through holds text alone, so that no string and no name of it fails when it is read.</summary>
/// <remarks>
/// The platform's parser accepts strings that are no text, half a surrogate pair as an escape or bytes that are not UTF-8, and throws an exception without a
/// place where such a string, or any name beside it, is asked for. Here they are a <see cref="JsonException"/> with their place, as any other text that is
/// not JSON.
/// </remarks>
internal static class JsonText
{
    private const string HalfPair = "half a surrogate pair";
    private const string NotUtf8 = "bytes that are not UTF-8";
    private const int EscapeLength = 6;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Parses a document, which the caller disposes.</summary>
    /// <exception cref="JsonException">It is not JSON, or a string of it is no text.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, JsonDocumentOptions options = default)
    {
        Require(utf8.Span);
        return JsonDocument.Parse(utf8, options);
    }

    /// <summary>Parses a document, which the caller disposes.</summary>
    /// <exception cref="JsonException">It is not JSON, or a string of it is no text.</exception>
    public static JsonDocument Parse(string json, JsonDocumentOptions options = default)
    {
        try
        {
            return Parse(Strict.GetBytes(json), options);
        }
        catch (EncoderFallbackException exception)
        {
            throw new JsonException(HalfPair, path: null, lineNumber: 0, bytePositionInLine: exception.Index);
        }
    }

    /// <summary>Parses a whole stream, which stays open; the caller disposes the document.</summary>
    /// <exception cref="JsonException">It is not JSON, or a string of it is no text.</exception>
    public static async Task<JsonDocument> ParseAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
        byte[] bytes = memory.ToArray();
        return Parse(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(Encoding.UTF8.Preamble.Length) : bytes);
    }

    /// <summary>Parses one value.</summary>
    /// <exception cref="JsonException">It is not JSON, or a string of it is no text.</exception>
    public static JsonElement ParseElement(ReadOnlySpan<byte> utf8)
    {
        Require(utf8);
        return JsonElement.Parse(utf8);
    }

    /// <summary>Whether a text has more than a number of tokens, as far as it is JSON: a document takes memory for each, which a pool keeps.</summary>
    public static bool IsLarger(ReadOnlySpan<byte> utf8, int tokens)
    {
        // Two bytes are the least that a token takes, with what parts it from the next.
        if (utf8.Length <= 2 * (long)tokens)
        {
            return false;
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowTrailingCommas = true });
        try
        {
            for (int read = 0; read <= tokens; read++)
            {
                if (!reader.Read())
                {
                    return false;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return true;
    }

    /// <summary>Describes what was found in the place of JSON, without any of it: the parser's own message may quote it.</summary>
    public static string Found(JsonException exception) => exception.Message is HalfPair or NotUtf8
        ? exception.Message
        : string.Create(CultureInfo.InvariantCulture, $"text that is not JSON (byte {exception.BytePositionInLine ?? 0})");

    /// <summary>Whether the exception says that a string is no text, in what may be JSON otherwise.</summary>
    public static bool IsNoText(JsonException exception) => exception.Message is HalfPair or NotUtf8;

    private static void Require(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw Error(NotUtf8, json, FindNotUtf8(json));
        }

        if (FindHalfPair(json) is >= 0 and int place)
        {
            throw Error(HalfPair, json, place);
        }
    }

    private static JsonException Error(string found, ReadOnlySpan<byte> json, int place)
    {
        ReadOnlySpan<byte> before = json[..place];
        return new JsonException(found, path: null, before.Count((byte)'\n'), place - (before.LastIndexOf((byte)'\n') + 1));
    }

    private static int FindNotUtf8(ReadOnlySpan<byte> json)
    {
        int place = 0;
        while (Rune.DecodeFromUtf8(json[place..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            place += length;
        }

        return place;
    }

    // In JSON a backslash stands in strings alone, so that strings need not be told from what is between them.
    private static int FindHalfPair(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) is var place && place < 0)
        {
            return -1;
        }

        place = 0;
        while (json[place..].IndexOf((byte)'\\') is >= 0 and int distance)
        {
            place += distance;
            if (ReadUnit(json[place..]) is not { } unit)
            {
                place = Math.Min(place + 2, json.Length);
            }
            else if (!char.IsSurrogate(unit))
            {
                place += EscapeLength;
            }
            else if (char.IsHighSurrogate(unit) && ReadUnit(json[(place + EscapeLength)..]) is { } low && char.IsLowSurrogate(low))
            {
                place += 2 * EscapeLength;
            }
            else
            {
                return place;
            }
        }

        return -1;
    }

    private static char? ReadUnit(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json.StartsWith("\\u"u8) && Utf8Parser.TryParse(json[2..EscapeLength], out ushort unit, out int read, 'x') && read == 4
            ? (char)unit
            : null;
}
