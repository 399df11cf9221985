using System.Globalization;
using System.Text.Json;

namespace MedReason;

/// <summary>A document of an annotated corpus.</summary>
internal sealed record AnnotatedText(string Id, string Text, IReadOnlyList<(int Start, int End, string NodeId)> Gold)
{
    /// <summary>Reads GSC+: a block a document: id, text, then start, end, words, HPO id.</summary>
    public static List<AnnotatedText> ReadGsc(string path)
    {
        List<AnnotatedText> texts = [];
        foreach (string block in File.ReadAllText(path).ReplaceLineEndings("\n").Split("\n\n"))
        {
            string[] lines = [.. block.Split('\n').Where(static l => !string.IsNullOrWhiteSpace(l))];
            if (lines.Length >= 2)
            {
                texts.Add(new AnnotatedText(
                    lines[0].Trim(),
                    lines[1],
                    [.. lines.Skip(2).Select(static l => l.Split('\t')).Where(static r => r.Length >= 4).Select(static r => (Number(r[0]), Number(r[1]), r[3].Trim()))]));
            }
        }

        return texts;
    }

    /// <summary>Reads notes annotated with HPO ids: a JSON line a note with id, text, and a list of start, end, words, id.</summary>
    /// <param name="path">The file.</param>
    /// <param name="currentIds">The present ids by former ones.</param>
    public static List<AnnotatedText> ReadNotes(string path, IReadOnlyDictionary<string, string> currentIds)
    {
        List<AnnotatedText> texts = [];
        foreach (string line in File.ReadLines(path).Where(static l => !string.IsNullOrWhiteSpace(l)))
        {
            using JsonDocument note = JsonDocument.Parse(line);
            texts.Add(new AnnotatedText(
                note.RootElement.GetProperty("id").ToString(),
                note.RootElement.GetProperty("text").GetString()!,
                [.. note.RootElement.GetProperty("gold").EnumerateArray().Select(static g => (g[0].GetInt32(), g[1].GetInt32(), g[3].GetString()!))
                    .Select(g => g with { Item3 = currentIds.GetValueOrDefault(g.Item3, g.Item3) })]));
        }

        return texts;
    }

    /// <summary>Reads a corpus of diseases (PubTator): title and abstract, then id, start, end, words, kind, ids.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">The only kind that is read; null for all.</param>
    public static List<AnnotatedText> ReadNcbi(string path, string? kind = null)
    {
        List<(string Id, string Title, string Abstract, List<(int, int, string)> Gold)> documents = [];
        foreach (string line in File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n'))
        {
            string[] parts = line.Split('|', 3);
            if (parts.Length == 3 && parts[1] == "t")
            {
                documents.Add((parts[0], parts[2], string.Empty, []));
            }
            else if (parts.Length == 3 && parts[1] == "a")
            {
                documents[^1] = documents[^1] with { Abstract = parts[2] };
            }
            else if (line.Split('\t') is { Length: >= 5 } row && (kind is null || row[4] == kind))
            {
                documents[^1].Gold.Add((Number(row[1]), Number(row[2]), string.Empty));
            }
        }

        return [.. documents.Select(static d => new AnnotatedText(d.Id, d.Title + " " + d.Abstract, d.Gold))];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
