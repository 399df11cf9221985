using System.Reflection;
using MedReason.Tests;

namespace MedReason.Packages.Tests;

/// <summary>
/// What each library shows the world stands in <c>Approved/</c>, a file a library. A change of it is a decision: look at it, then approve it by running
/// these tests once with <c>MEDREASON_APPROVE_API=1</c> and committing the files. <c>docs/versioning.md</c> says which changes break a host.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string Approved = Path.Combine(TestData.RepositoryRoot, "tests", "MedReason.Packages.Tests", "PublicApi", "Approved");

    public static TheoryData<string> Libraries => new(LibraryProjects.All.Select(library => library.Name));

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task The_public_face_is_the_approved_one(string library)
    {
        string actual = PublicApiText.Of(Assembly.Load(library));
        string file = Path.Combine(Approved, library + ".txt");
        if (Environment.GetEnvironmentVariable("MEDREASON_APPROVE_API") == "1")
        {
            Directory.CreateDirectory(Approved);
            await File.WriteAllTextAsync(file, actual);
        }

        File.Exists(file).ShouldBeTrue($"{file} is not there: approve the public face of {library}.");
        string[] approved = (await File.ReadAllTextAsync(file)).Split('\n');
        string[] found = actual.Split('\n');
        found.Except(approved).ShouldBeEmpty($"{library} shows what is not approved");
        approved.Except(found).ShouldBeEmpty($"{library} no longer shows what is approved");
        found.ShouldBe(approved);
    }

    [Fact]
    public void Every_library_of_the_source_folder_is_held_to_its_public_face()
    {
        string[] projects = [.. Directory.GetDirectories(Path.Combine(TestData.RepositoryRoot, "src")).Select(folder => Path.GetFileName(folder)).Where(name => name != "MedReason.Cli")];
        projects.ShouldBe(LibraryProjects.All.Select(library => library.Name), ignoreOrder: true);
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
