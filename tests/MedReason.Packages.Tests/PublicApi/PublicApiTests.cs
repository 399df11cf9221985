using System.Reflection;
using MedReason.Tests;

namespace MedReason.Packages.Tests;

/// <summary>The analyzer holds each library to the public API that its <c>PublicAPI.*.txt</c> lists, where these files are there.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Libraries => new(LibraryProjects.All.Select(library => library.Name).Where(name => name != "MedReason.Testing.Xunit"));

    [Fact]
    public void Every_library_of_the_source_folder_lists_its_public_api()
    {
        string source = Path.Combine(TestData.RepositoryRoot, "src");
        string[] listed = [.. Directory.GetDirectories(source).Where(folder => File.Exists(Path.Combine(folder, "PublicAPI.Unshipped.txt"))).Select(folder => Path.GetFileName(folder))];
        string[] projects = [.. Directory.GetDirectories(source).Select(folder => Path.GetFileName(folder)).Where(name => name is not ("MedReason.Cli" or "Shared"))];
        projects.ShouldBe(LibraryProjects.All.Select(library => library.Name), ignoreOrder: true);
        listed.ShouldBe(projects, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_public_class_is_sealed_or_made_to_be_derived_from(string library)
    {
        string[] open =
        [
            .. Assembly.Load(library).GetExportedTypes()
                .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !typeof(Exception).IsAssignableFrom(type) && !typeof(Delegate).IsAssignableFrom(type))
                .Where(type => !type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                    .OfType<MethodInfo>().Any(method => method is { IsVirtual: true, IsFinal: false }))
                .Select(type => type.FullName!),
        ];
        open.ShouldBeEmpty();
    }
}
