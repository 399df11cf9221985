using System.Text.RegularExpressions;
using System.Xml.Linq;
using MedReason.Tests;

namespace MedReason.Architecture.Tests;

/// <summary>The projects of <c>src</c> as they lie on disk.</summary>
internal static partial class SourceTree
{
    public static string Root { get; } = Path.Combine(TestData.RepositoryRoot, "src");

    /// <summary>Gets every project with the projects that it references.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> References)> Projects { get; } =
        [.. Directory.GetFiles(Root, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(ReadProject)];

    public static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    public static IEnumerable<string> Folders(string project) => Directory.EnumerateDirectories(Path.Combine(Root, project))
        .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
        .Select(folder => Path.GetFileName(folder)).Where(folder => folder is not ("bin" or "obj"));

    /// <summary>Gets the top-level types of a project and of the linked source.</summary>
    public static IEnumerable<SourceType> Types(string project)
    {
        foreach (string file in Files("*.cs"))
        {
            string[] parts = Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar);
            if (parts[0] != project && parts[0] != "Shared")
            {
                continue;
            }

            string text = File.ReadAllText(file);
            string name = Namespace().Match(text).Groups[1].Value;
            foreach (Match match in TopLevelType().Matches(text))
            {
                yield return new SourceType
                {
                    Name = match.Groups["name"].Value,
                    Namespace = name,
                    IsPublic = match.Groups["access"].Value == "public",
                    Folder = parts[0] == "Shared" ? "Shared" : parts.Length > 2 ? parts[1] : string.Empty,
                    File = string.Join('/', parts),
                };
            }
        }
    }

    private static (string Name, IReadOnlyList<string> References) ReadProject(string file) => (
        Path.GetFileNameWithoutExtension(file),
        [.. XDocument.Load(file).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))]);

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^(?<access>public|internal)(?: static| sealed| abstract| partial| readonly| unsafe| ref)* (?:class|record struct|record class|record|struct|interface|enum|delegate [\w<>?\[\]]+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
