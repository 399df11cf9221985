using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MedReason.Benchmarks.Generation;

namespace MedReason.Benchmarks.Lexicon;

/// <summary>Names in PrimeKG's number and real clinical text: the names of Hetionet, HPO and DO, seeded ones up to 129,375 nodes, abstracts and questions.</summary>
internal static class LexiconCorpus
{
    public const int PrimeKgNodes = 129_375;

    public static List<KgNode> ReadNodes(string data)
    {
        List<KgNode> nodes = [];
        foreach ((string id, string name) in ReadHetionet(Path.Combine(data, "hetionet", "kg.csv.gz")))
        {
            nodes.Add(new KgNode { Id = new NodeId(id), Name = name, Type = new NodeType("node") });
        }

        foreach (string file in (string[])["hp.obo.gz", "doid.obo.gz"])
        {
            nodes.AddRange(ReadObo(Path.Combine(data, "ontologies", file)));
        }

        // Seeded names are made of the words of the real ones, two to five of them.
        string[] words = [.. nodes.SelectMany(static n => n.Name.Split(' ')).Where(static w => w.Length > 3).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        SeededRandom random = new(1);
        for (int i = 0; nodes.Count < PrimeKgNodes; i++)
        {
            string name = string.Join(' ', Enumerable.Range(0, 2 + random.Next(4)).Select(_ => words[random.Next(words.Length)]));
            nodes.Add(new KgNode { Id = new NodeId($"SEEDED:{i:D6}"), Name = name, Type = new NodeType("node") });
        }

        return nodes;
    }

    /// <summary>The minimum number of characters of text, the real documents repeated.</summary>
    public static string ReadText(string data, int characters)
    {
        StringBuilder once = new();
        once.Append(File.ReadAllText(Path.Combine(data, "corpora", "ncbi_disease_train.txt")));
        once.Append(File.ReadAllText(Path.Combine(data, "corpora", "gscplus_dev.tsv")));
        foreach (string line in File.ReadLines(Path.Combine(data, "questions", "medqa_test.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            once.Append(document.RootElement.GetProperty("question").GetString()).Append('\n');
        }

        string text = once.ToString();
        StringBuilder all = new(characters + text.Length);
        while (all.Length < characters)
        {
            all.Append(text);
        }

        return all.ToString();
    }

    private static List<(string Id, string Name)> ReadHetionet(string path)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            List<string> cells = Split(line);
            names.TryAdd($"{cells[6]}:{cells[3]}", cells[5]);
            names.TryAdd($"{cells[11]}:{cells[8]}", cells[10]);
        }

        return [.. names.Select(static p => (p.Key, p.Value)).OrderBy(static p => p.Key, StringComparer.Ordinal)];
    }

    private static List<string> Split(string line)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }

    private static List<KgNode> ReadObo(string path)
    {
        List<KgNode> nodes = [];
        string? id = null;
        string? name = null;
        bool obsolete = false;
        List<string> synonyms = [];
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (true)
        {
            string? line = reader.ReadLine();
            if (line is null || line.StartsWith('['))
            {
                if (id is not null && name is not null && !obsolete)
                {
                    nodes.Add(new KgNode { Id = new NodeId(id), Name = name, Type = new NodeType("node"), Synonyms = [.. synonyms.Distinct(StringComparer.Ordinal)] });
                }

                if (line is null)
                {
                    return nodes;
                }

                (id, name, obsolete) = (null, null, false);
                synonyms.Clear();
            }
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("name: ", StringComparison.Ordinal))
            {
                name = line[6..];
            }
            else if (line.StartsWith("is_obsolete: true", StringComparison.Ordinal))
            {
                obsolete = true;
            }
            else if (line.StartsWith("synonym: \"", StringComparison.Ordinal))
            {
                synonyms.Add(line[10..line.IndexOf('"', 10)]);
            }
        }
    }
}
