using System.Diagnostics;

namespace MedReason.Runs;

/// <summary>Holds a run's folder for one process; the system lets go of it when the process ends, however it ends.</summary>
internal sealed class RunLock : IDisposable
{
    public const string FileName = "run.lock";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the folder. A process that only looks whether it is held, or takes rows back, has it for a moment: that is waited for.</summary>
    /// <exception cref="RunException">Another process holds it, or the folder cannot be written to.</exception>
    public static RunLock Take(string folder)
    {
        string path = Path.Combine(folder, FileName);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
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
                if (Stopwatch.GetElapsedTime(start) > LongestWait)
                {
                    throw new RunException(RunFailure.Locked, $"{folder}: another process works on this run", exception);
                }
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>Looks whether a process holds the folder, without writing to it; false where that cannot be seen.</summary>
    public static bool IsHeld(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException exception)
        {
            return !IsAboutTheFolder(exception, path);
        }
    }

    public void Dispose() => _file.Dispose();

    // A lock that is held shows as an exception without a more special type on a file that exists.
    private static bool IsAboutTheFolder(Exception exception, string path) =>
        exception is IOException && (exception.GetType() != typeof(IOException) || !File.Exists(path));
}
