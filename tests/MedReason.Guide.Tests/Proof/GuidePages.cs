using MedReason.Tests;

namespace MedReason.Guide.Tests;

/// <summary>The pages that show code, the code that they show, and how one is written into the other.</summary>
/// <remarks>With <c>MEDREASON_WRITE_GUIDES=1</c> tests write regions and outputs into the pages instead of comparing; look at what changed, then commit it.</remarks>
internal static class GuidePages
{
    private static readonly Lock Gate = new();

    /// <summary>Whether pages are written instead of compared.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable("MEDREASON_WRITE_GUIDES") == "1";

    /// <summary>The test files that may hold regions, from the repository's root.</summary>
    public static IReadOnlyList<string> Sources { get; } = Find("tests", "*.cs", static path => path.Contains("/Guide/", StringComparison.Ordinal));

    /// <summary>The pages, from the repository's root.</summary>
    public static IReadOnlyList<string> Pages { get; } = ["README.md", .. Find("docs", "*.md", static _ => true)];

    /// <summary>The regions, by name.</summary>
    public static ILookup<string, GuideRegion> Regions { get; } =
        Sources.SelectMany(static file => GuideRegion.Read(file, File.ReadAllText(FullPath(file)))).ToLookup(static region => region.Name, StringComparer.Ordinal);

    /// <summary>All snippets that are there now: of the README, of the pages under <c>docs</c>, and of the libraries' XML comments.</summary>
    /// <returns>The snippets, page by page.</returns>
    public static IReadOnlyList<GuideSnippet> ReadSnippets() =>
    [
        .. Pages.SelectMany(static file => GuideSnippet.ReadMarkdown(file, ReadLines(file))),
        .. Find("src", "*.cs", static _ => true).SelectMany(static file => GuideSnippet.ReadComments(file, ReadLines(file))),
    ];

    /// <summary>Writes a text in the place of all snippets of a name.</summary>
    /// <param name="proof">What the snippets are held to.</param>
    /// <param name="name">The name.</param>
    /// <param name="text">The text.</param>
    public static void Write(SnippetProof proof, string name, string text)
    {
        lock (Gate)
        {
            foreach (IGrouping<string, GuideSnippet> page in ReadSnippets().Where(one => one.Proof == proof && one.Name == name && one.Text != text).GroupBy(static one => one.File))
            {
                List<string> lines = [.. ReadLines(page.Key)];
                foreach (GuideSnippet snippet in page.Reverse())
                {
                    lines.RemoveRange(snippet.Line - 1, snippet.LineCount);
                    lines.InsertRange(snippet.Line - 1, snippet.ToLines(text));
                }

                File.WriteAllText(FullPath(page.Key), string.Join('\n', lines));
            }
        }
    }

    /// <summary>Holds what a test printed to what the guides show.</summary>
    /// <param name="name">The name of the output.</param>
    /// <param name="text">What was printed.</param>
    public static void ShouldShow(string name, string text)
    {
        if (IsWriting)
        {
            Write(SnippetProof.Output, name, text);
        }

        GuideSnippet[] shown = [.. ReadSnippets().Where(one => one.Proof == SnippetProof.Output && one.Name == name)];
        shown.ShouldNotBeEmpty($"No page shows the output '{name}': put a fence under <!-- output: {name} --> in a page of docs.");
        foreach (GuideSnippet snippet in shown)
        {
            snippet.Text.ShouldBe(text, $"{snippet.File}:{snippet.Line}: this is not what the code prints for '{name}'; MEDREASON_WRITE_GUIDES=1 writes it anew.");
        }
    }

    /// <summary>Where a file stands on this machine.</summary>
    /// <param name="file">The file, from the repository's root.</param>
    /// <returns>Its full path.</returns>
    public static string FullPath(string file) => Path.Combine(TestData.RepositoryRoot, file);

    /// <summary>The lines of a file.</summary>
    /// <param name="file">The file, from the repository's root.</param>
    /// <returns>The lines, without their ends.</returns>
    public static string[] ReadLines(string file)
    {
        lock (Gate)
        {
            return File.ReadAllText(FullPath(file)).ReplaceLineEndings("\n").Split('\n');
        }
    }

    private static List<string> Find(string folder, string pattern, Func<string, bool> isWanted) =>
    [
        .. Directory.EnumerateFiles(FullPath(folder), pattern, SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(TestData.RepositoryRoot, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && isWanted(path))
            .Order(StringComparer.Ordinal),
    ];
}
