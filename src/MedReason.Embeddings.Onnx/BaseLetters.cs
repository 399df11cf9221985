using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MedReason.Embeddings.Onnx;

/// <summary>
/// Letters without the marks on them, as vocabularies of uncased models have them: "Sjögren" is "Sjogren". From a table of Unicode's canonical decompositions,
/// because a process in invariant globalization mode decomposes nothing, and a vector may not depend on the mode.
/// </summary>
internal static class BaseLetters
{
    // Hangul is composed by arithmetic: Unicode Standard, section 3.12.
    private const int FirstSyllable = 0xAC00;
    private const int SyllableCount = 11_172;
    private const int SyllablesOfInitial = 588;
    private const int SyllablesOfVowel = 28;
    private const int FirstInitial = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeFinals = 0x11A7;

    private static readonly FrozenDictionary<char, char> Table = Read();

    public static string Strip(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var stripped = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            int syllable = character - FirstSyllable;
            if (syllable is >= 0 and < SyllableCount)
            {
                int final = syllable % SyllablesOfVowel;
                stripped.Append((char)(FirstInitial + (syllable / SyllablesOfInitial)));
                stripped.Append((char)(FirstVowel + (syllable % SyllablesOfInitial / SyllablesOfVowel)));
                stripped.Append(final == 0 ? string.Empty : ((char)(BeforeFinals + final)).ToString());
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
            {
                stripped.Append(Table.GetValueOrDefault(character, character));
            }
        }

        return stripped.ToString();
    }

    private static FrozenDictionary<char, char> Read()
    {
        using Stream stream = typeof(BaseLetters).Assembly.GetManifestResourceStream("base-letters.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var table = new Dictionary<char, char>();
        while (reader.ReadLine() is { } line)
        {
            foreach (char letter in line.AsSpan(2))
            {
                table.Add(letter, line[0]);
            }
        }

        return table.ToFrozenDictionary();
    }
}
