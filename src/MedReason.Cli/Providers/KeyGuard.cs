using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Finds the key of a provider in what the provider sends, however it is spelled. Immutable.</summary>
/// <remarks>
/// A reply that repeats the key is refused as a whole, so that the key reaches no record, row or export. Looked at are the text as it came and what JSON
/// escapes, percent signs and character references in it stand for, one within the other too: what a stage reads out of a reply, it may write into a row.
/// </remarks>
internal sealed class KeyGuard
{
    // A server on this machine takes any key, and people set a word for it: "none", "ollama", "x". Such a word is no secret and occurs in replies. Providers
    // issue keys of 32 characters and more; what people make up themselves as a secret has digits.
    private const int MinLength = 16;
    private const int MinLengthWithDigits = 8;

    // A reply that holds JSON as text, in which a link is percent-encoded, has three layers.
    private const int MaxLayers = 6;

    // The longest spelling of a character in two layers, such as "\\u005cu0073".
    private const int MaxSpelling = 16;

    private readonly string[] _secrets;

    private KeyGuard(string[] secrets)
    {
        _secrets = secrets;
    }

    /// <summary>Whether there is anything to look for.</summary>
    public bool IsActive => _secrets.Length > 0;

    /// <summary>The number of characters before the end of a text in which a key may have begun that the text's next piece ends.</summary>
    public int Reach { get; private init; }

    /// <summary>Guards a key, and the values in an endpoint's query, which may be keys as well.</summary>
    public static KeyGuard Of(string? key, ProviderEndpoint? endpoint)
    {
        IEnumerable<string> values = (endpoint?.Query ?? string.Empty).Split('&').Where(pair => pair.Contains('=', StringComparison.Ordinal))
            .Select(pair => Uri.UnescapeDataString(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        string[] secrets = [.. values.Prepend(key ?? string.Empty).Where(IsSecret).Distinct(StringComparer.Ordinal)];
        return new KeyGuard(secrets) { Reach = secrets.Length == 0 ? 0 : MaxSpelling * secrets.Max(secret => secret.Length) };
    }

    /// <summary>The failure of a reply that repeats the key; none of it is kept.</summary>
    public static ModelOutputException Refusal(string provider) =>
        new($"The reply of {provider} repeats the key, and is not kept.") { Failure = ModelOutputFailure.Semantics };

    /// <summary>Whether a text holds the key in any spelling.</summary>
    public bool IsRepeatedIn(string text)
    {
        for (int layer = 0; layer < MaxLayers && IsActive; layer++)
        {
            if (Array.Exists(_secrets, secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }

            if (Decode(text) is not { } decoded)
            {
                return false;
            }

            text = decoded;
        }

        return false;
    }

    /// <summary>Whether what a reply adds up to holds the key: its text in one piece, and all that is recorded beside it.</summary>
    public bool IsRepeatedIn(ChatResponse response) => IsActive
        && (IsRepeatedIn(response.Text)
            || IsRepeatedIn(response.ModelId ?? string.Empty)
            || IsRepeatedIn(response.FinishReason?.Value ?? string.Empty)
            || response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>().Any(error => IsRepeatedIn(error.Message)));

    /// <summary>Whether a code is the key, holds it or is cut out of it.</summary>
    public bool IsPartOrWhole(string code) => Array.Exists(
        _secrets,
        secret => code.Contains(secret, StringComparison.OrdinalIgnoreCase) || secret.Contains(code, StringComparison.OrdinalIgnoreCase));

    private static bool IsSecret(string value) => value.Length >= MinLength
        || (value.Length >= MinLengthWithDigits && value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter));

    /// <summary>Reads escapes and references, each once, and leaves out characters that cannot be seen; null where there are none.</summary>
    private static string? Decode(string text)
    {
        StringBuilder? decoded = null;
        int kept = 0;
        for (int place = 0; place < text.Length;)
        {
            (int length, char? unit) = text[place] switch
            {
                '\\' => ReadEscape(text, place),
                '%' => ReadNumber(text, place + 1, place + 3, 16) is { } number ? (3, (char?)number) : (1, '%'),
                '&' => ReadReference(text, place),
                > ' ' and <= '~' or ' ' => (1, text[place]),
                var other => (1, char.IsControl(other) || CharUnicodeInfo.GetUnicodeCategory(other) == UnicodeCategory.Format ? null : other),
            };
            if (length > 1 || unit is null)
            {
                decoded ??= new StringBuilder(text.Length);
                decoded.Append(text, kept, place - kept);
                if (unit is { } known)
                {
                    decoded.Append(known);
                }

                kept = place + length;
            }

            place += length;
        }

        return decoded?.Append(text, kept, text.Length - kept).ToString();
    }

    private static (int Length, char? Unit) ReadEscape(string text, int place)
    {
        if (place + 1 >= text.Length)
        {
            return (1, '\\');
        }

        return text[place + 1] switch
        {
            'u' when ReadNumber(text, place + 2, place + 6, 16) is { } unit => (6, unit),
            'x' when ReadNumber(text, place + 2, place + 4, 16) is { } unit => (4, unit),
            'n' or 'r' or 't' or 'b' or 'f' => (2, null),
            var other => (2, other),
        };
    }

    /// <summary>Reads <c>&amp;#115;</c>, <c>&amp;#x73;</c> and the few names that stand for printable ASCII.</summary>
    private static (int Length, char? Unit) ReadReference(string text, int place)
    {
        int end = text.IndexOf(';', place, Math.Min(10, text.Length - place));
        if (end < 0)
        {
            return (1, '&');
        }

        string name = text[(place + 1)..end];
        char? unit = name switch
        {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "lowbar" => '_',
            "period" => '.',
            "sol" => '/',
            "plus" => '+',
            "equals" => '=',
            "colon" => ':',
            "hyphen" or "dash" => '-',
            ['#', 'x' or 'X', ..] => ReadNumber(text, place + 3, end, 16),
            ['#', ..] => ReadNumber(text, place + 2, end, 10),
            _ => null,
        };
        return unit is null ? (1, '&') : (end + 1 - place, unit);
    }

    private static char? ReadNumber(string text, int start, int end, int radix)
    {
        if (end > text.Length || start >= end)
        {
            return null;
        }

        return int.TryParse(
            text.AsSpan(start, end - start),
            radix == 16 ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int number) && number is > 0 and <= char.MaxValue
            ? (char)number
            : null;
    }
}
