using System.Text;

namespace MedReason.Kg.Postgres;

/// <summary>
/// Texts as PostgreSQL can hold them: it has no NUL, so a backslash stands for itself as two and NUL as backslash and zero. All other texts stand as they are.
/// </summary>
internal static class PostgresText
{
    private const char Escape = '\\';
    private const char Zero = '0';

    /// <summary>What is stored for a text; what was no Unicode becomes U+FFFD, as in UTF-8 everywhere.</summary>
    public static string Encode(string text)
    {
        string wellFormed = ToWellFormed(text);
        return wellFormed.AsSpan().IndexOfAny(Escape, '\0') < 0
            ? wellFormed
            : wellFormed.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\0", @"\0", StringComparison.Ordinal);
    }

    /// <summary>What was stored for each of some texts.</summary>
    public static string[] Encode(IEnumerable<string> texts) => [.. texts.Select(Encode)];

    /// <summary>The text of what is stored.</summary>
    public static string Decode(string stored)
    {
        if (!stored.Contains(Escape, StringComparison.Ordinal))
        {
            return stored;
        }

        var text = new StringBuilder(stored.Length);
        for (int i = 0; i < stored.Length; i++)
        {
            bool isEscaped = stored[i] == Escape && i + 1 < stored.Length;
            i += isEscaped ? 1 : 0;
            text.Append(isEscaped && stored[i] == Zero ? '\0' : stored[i]);
        }

        return text.ToString();
    }

    /// <summary>The texts of what is stored.</summary>
    public static string[] Decode(string[] stored) => Array.ConvertAll(stored, Decode);

    /// <summary>Returns the text with U+FFFD for every unpaired surrogate.</summary>
    public static string ToWellFormed(string text) =>
        text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
