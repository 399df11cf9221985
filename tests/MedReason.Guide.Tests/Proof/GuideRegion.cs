namespace MedReason.Guide.Tests;

/// <summary>Code that a guide may show: what stands between <c>#region name</c> and <c>#endregion</c> in a file under <c>tests/*/Guide/</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="File">The file, from the repository's root.</param>
/// <param name="Line">The line of <c>#region</c>, from 1.</param>
/// <param name="Text">The code, moved to the left margin.</param>
internal sealed record GuideRegion(string Name, string File, int Line, string Text)
{
    private const string Start = "#region ";
    private const string End = "#endregion";

    /// <summary>All regions of a file.</summary>
    /// <param name="file">The file, from the repository's root.</param>
    /// <param name="source">Its text.</param>
    /// <returns>The regions in their order.</returns>
    public static IReadOnlyList<GuideRegion> Read(string file, string source)
    {
        var regions = new List<GuideRegion>();
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimStart();
            if (!line.StartsWith(Start, StringComparison.Ordinal))
            {
                continue;
            }

            int end = Array.FindIndex(lines, i, static one => one.Trim() == End);
            int nested = Array.FindIndex(lines, i + 1, static one => one.TrimStart().StartsWith(Start, StringComparison.Ordinal));
            if (end < 0 || (nested >= 0 && nested < end))
            {
                throw new InvalidOperationException($"{file}:{i + 1}: a region of the guide ends before another begins.");
            }

            regions.Add(new GuideRegion(line[Start.Length..].Trim(), file, i + 1, MoveLeft(lines[(i + 1)..end])));
        }

        return regions;
    }

    private static string MoveLeft(string[] lines)
    {
        int margin = lines.Where(static line => line.Trim().Length > 0).Select(static line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(line => line.Length > margin ? line[margin..] : string.Empty)).Trim('\n');
    }
}
