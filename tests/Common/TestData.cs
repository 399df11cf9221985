namespace MedReason.Tests;

/// <summary>Finds the real graphs, questions and corpora that tests read; they lie outside the repository.</summary>
internal static class TestData
{
    /// <summary>The repository's root: the folder that holds MedReason.sln.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The data folder, or null where it is absent.</summary>
    public static string? Folder { get; } = FindFolder();

    /// <summary>The full path of a data file; skips the calling test, with that reason, where the file is absent.</summary>
    public static string Require(string relativePath)
    {
        string? path = Folder is null ? null : Path.Combine(Folder, relativePath);
        Assert.SkipWhen(path is null || !File.Exists(path), $"Test data '{relativePath}' is absent: set MEDREASON_TEST_DATA or place it in ../shared/data.");
        return path!;
    }

    private static string? FindFolder()
    {
        string? folder = Environment.GetEnvironmentVariable("MEDREASON_TEST_DATA");
        folder = string.IsNullOrWhiteSpace(folder) ? Path.Combine(RepositoryRoot, "..", "shared", "data") : folder;
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }

    private static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MedReason.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("MedReason.sln is in no parent folder of the tests.");
    }
}
