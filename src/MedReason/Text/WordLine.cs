namespace MedReason.Text;

/// <summary>A line of a word list, with its place for errors.</summary>
/// <param name="Section">The section in which the line stands.</param>
/// <param name="Text">The line.</param>
/// <param name="File">The name of the list.</param>
/// <param name="Number">The number of the line, from 1.</param>
internal readonly record struct WordLine(string Section, string Text, string File, int Number)
{
    /// <summary>Creates an error of this line.</summary>
    public InputFormatException Error(string message) => new(message) { File = File, Line = Number };

    /// <summary>Reads word lists.</summary>
    /// <remarks>A line <c>[name]</c> starts a section, a line that starts with <c>#</c> is a comment, empty lines are ignored.</remarks>
    /// <exception cref="InputFormatException">A line stands before the first section, or the name of a section is not closed.</exception>
    public static IEnumerable<WordLine> Read(TextReader reader, string file)
    {
        string? section = null;
        for (int number = 1; reader.ReadLine() is { } text; number++)
        {
            if (text.Length == 0 || text.StartsWith('#'))
            {
                continue;
            }

            var line = new WordLine(section ?? string.Empty, text, file, number);
            if (text.StartsWith('['))
            {
                section = text.TrimEnd() is [_, .. string name, ']'] ? name : throw line.Error($"expected a section such as [stop], found {text}");
            }
            else if (section is null)
            {
                throw line.Error($"expected a section such as [stop], found {text}");
            }
            else
            {
                yield return line;
            }
        }
    }
}
