namespace MedReason.Runs;

/// <summary>Holds a run's folder for one process; the system lets go of it when the process ends, however it ends.</summary>
internal sealed class RunLock : IDisposable
{
    public const string FileName = "run.lock";
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <exception cref="RunException">Another process holds it, or the folder cannot be written to.</exception>
    public static RunLock Take(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or ArgumentException or NotSupportedException
            || IsAboutTheFolder(exception, path))
        {
            throw new RunException(
                RunFailure.NotAccessible, $"{folder}: expected a folder that can be written to ({exception.Message.ReplaceLineEndings(" ")})", exception);
        }
        catch (IOException exception)
        {
            throw new RunException(RunFailure.Locked, $"{folder}: another process works on this run", exception);
        }
    }

    public void Dispose() => _file.Dispose();

    // A lock that is held shows as an exception without a more special type on a file that exists.
    private static bool IsAboutTheFolder(Exception exception, string path) =>
        exception is IOException && (exception.GetType() != typeof(IOException) || !File.Exists(path));
}
