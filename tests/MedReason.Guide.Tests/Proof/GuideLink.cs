using System.Text.RegularExpressions;

namespace MedReason.Guide.Tests;

/// <summary>A link from a page to another place of the repository.</summary>
/// <param name="File">The page, from the repository's root.</param>
/// <param name="Line">The line that it stands in, from 1.</param>
/// <param name="Target">Where it leads, as it is written.</param>
internal sealed partial record GuideLink(string File, int Line, string Target)
{
    /// <summary>The links of a page, those to other sites left out.</summary>
    /// <param name="file">The page, from the repository's root.</param>
    /// <returns>The links in their order.</returns>
    public static IEnumerable<GuideLink> Read(string file) =>
        GuidePages.ReadLines(file).SelectMany((line, index) => Targets().Matches(line).Select(match => new GuideLink(file, index + 1, match.Groups["target"].Value)))
            .Where(static link => !link.Target.Contains("://", StringComparison.Ordinal));

    /// <summary>The anchor that a heading gets.</summary>
    /// <param name="heading">The heading.</param>
    /// <returns>The anchor, without <c>#</c>.</returns>
    public static string ToAnchor(string heading) => NoLetters().Replace(heading.ToLowerInvariant(), string.Empty).Replace(' ', '-');

    /// <summary>Whether the file is there, and in it the heading.</summary>
    /// <returns>True where the link leads somewhere.</returns>
    public bool IsRight()
    {
        string[] parts = Target.Split('#');
        string path = parts[0].Length == 0 ? File : Path.GetRelativePath(".", Path.Combine(Path.GetDirectoryName(File)!, parts[0])).Replace('\\', '/');
        return parts.Length == 1
            ? Path.Exists(GuidePages.FullPath(path))
            : System.IO.File.Exists(GuidePages.FullPath(path))
                && GuidePages.ReadLines(path).Any(line => line.StartsWith('#') && ToAnchor(line.TrimStart('#').Trim()) == parts[1]);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Targets();

    [GeneratedRegex(@"[^\w -]")]
    private static partial Regex NoLetters();
}
