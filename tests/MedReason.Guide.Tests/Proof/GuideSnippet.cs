using System.Net;

namespace MedReason.Guide.Tests;

/// <summary>What kind of proof a snippet has.</summary>
internal enum SnippetProof
{
    /// <summary>None.</summary>
    None,

    /// <summary>It is the code of a region.</summary>
    Region,

    /// <summary>It is what a test printed.</summary>
    Output,
}

/// <summary>A snippet that a page or an XML comment shows.</summary>
/// <param name="File">The page, from the repository's root.</param>
/// <param name="Line">The first line of the snippet's text, from 1.</param>
/// <param name="Proof">What it is held to.</param>
/// <param name="Name">The name of its region or output; empty where it has none.</param>
/// <param name="Text">The text.</param>
/// <param name="LineCount">How many lines of the file the text takes.</param>
/// <param name="Prefix">What each line of it begins with in the file.</param>
internal sealed record GuideSnippet(string File, int Line, SnippetProof Proof, string Name, string Text, int LineCount, string Prefix)
{
    private const string Fence = "```";
    private const string CodeStart = "<code";
    private const string CodeEnd = "</code>";
    private const string Comment = "/// ";

    /// <summary>
    /// The snippets of a Markdown page that need a proof: fences of C#, and fences of text. The line above a fence names it:
    /// <c>&lt;!-- region: name --&gt;</c> or <c>&lt;!-- output: name --&gt;</c>, which other fences may have too.
    /// </summary>
    /// <param name="file">The page, from the repository's root.</param>
    /// <param name="lines">Its lines.</param>
    /// <returns>The snippets in their order.</returns>
    public static IReadOnlyList<GuideSnippet> ReadMarkdown(string file, IReadOnlyList<string> lines)
    {
        var snippets = new List<GuideSnippet>();
        for (int i = 0; i < lines.Count; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            int start = i + 1;
            string language = lines[i][Fence.Length..].Trim();
            for (i = start; i < lines.Count && lines[i] != Fence; i++)
            {
            }

            (SnippetProof proof, string name) = ReadMarker(start > 1 ? lines[start - 2] : string.Empty);
            if (proof != SnippetProof.None || language is "csharp" or "cs" or "c#" or "text")
            {
                snippets.Add(new GuideSnippet(file, start + 1, proof, name, string.Join('\n', lines.Take(i).Skip(start)), i - start, string.Empty));
            }
        }

        return snippets;
    }

    /// <summary>The snippets in the XML comments of a source file: <c>&lt;code region="name"&gt;</c> on a line of its own, text, <c>&lt;/code&gt;</c>.</summary>
    /// <param name="file">The file, from the repository's root.</param>
    /// <param name="lines">Its lines.</param>
    /// <returns>The snippets in their order.</returns>
    public static IReadOnlyList<GuideSnippet> ReadComments(string file, IReadOnlyList<string> lines)
    {
        var snippets = new List<GuideSnippet>();
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i].TrimStart();
            if (!line.StartsWith(Comment + CodeStart, StringComparison.Ordinal))
            {
                continue;
            }

            int start = i + 1;
            string prefix = lines[i][..(lines[i].Length - line.Length)] + Comment;
            for (i = start; i < lines.Count && !lines[i].Contains(CodeEnd, StringComparison.Ordinal); i++)
            {
            }

            string[] parts = line.Split('"');
            bool isProved = parts is [Comment + CodeStart + " region=", _, ">"];
            string text = string.Join('\n', lines.Take(i).Skip(start).Select(one => one.Length > prefix.Length ? one[prefix.Length..] : string.Empty));
            snippets.Add(new GuideSnippet(
                file, start + 1, isProved ? SnippetProof.Region : SnippetProof.None, isProved ? parts[1] : string.Empty, WebUtility.HtmlDecode(text), i - start, prefix));
        }

        return snippets;
    }

    /// <summary>The lines of another text, as they are to stand in the file.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The lines.</returns>
    public IEnumerable<string> ToLines(string text) => text.Split('\n').Select(line =>
        Prefix.Length == 0 ? line : (Prefix + line.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)).TrimEnd());

    private static (SnippetProof Proof, string Name) ReadMarker(string line) => line.Split(' ') switch
    {
        ["<!--", "region:", string name, "-->"] => (SnippetProof.Region, name),
        ["<!--", "output:", string name, "-->"] => (SnippetProof.Output, name),
        _ => (SnippetProof.None, string.Empty),
    };
}
