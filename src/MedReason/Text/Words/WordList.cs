namespace MedReason.Text;

/// <summary>Reads the word lists that are embedded in the assembly.</summary>
/// <remarks>A line <c>[name]</c> starts a section, a line that starts with <c>#</c> is a comment, empty lines are ignored.</remarks>
internal static class WordList
{
    /// <summary>Returns the lines of a list by section, in the order of the file.</summary>
    public static ILookup<string, string> Read(string name)
    {
        using Stream stream = typeof(WordList).Assembly.GetManifestResourceStream($"words/{name}.txt")
            ?? throw new InvalidOperationException($"The assembly has no word list '{name}'.");
        using StreamReader reader = new(stream);
        List<(string Section, string Line)> lines = [];
        string section = string.Empty;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                section = line[1..^1];
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                lines.Add((section, line));
            }
        }

        return lines.ToLookup(static l => l.Section, static l => l.Line, StringComparer.Ordinal);
    }

    /// <summary>Returns the words of a section, which spaces separate.</summary>
    public static string[] ReadWords(string name, string section) => [.. Read(name)[section].SelectMany(static line => line.Split(' '))];
}
