using System.Security.Cryptography;

namespace MedReason.Shared;

/// <summary>The one way to write a file: it takes its name when all of it is on the disk, and never takes the place of anything but a file.</summary>
/// <remarks>
/// <para>It is written beside its target under a name that is drawn and new, so that no link that waits there is followed, and takes the target's name at the
/// end. A device or a pipe is written through and stays what it is; a folder is refused. A link to a file stays, and the file that it leads to is
/// replaced.</para>
/// <para>Not safe for concurrent use. Without <see cref="Complete"/>, disposing it leaves nothing behind but what went into a device.</para>
/// </remarks>
internal sealed class OutputFile : IDisposable
{
    private const int BufferSize = 1 << 16;
    private const int DrawnDigits = 12;
    private readonly string _target;
    private readonly bool _isThrough;
    private bool _isKept;

    private OutputFile(string target, string writtenPath, FileStream stream, bool isThrough)
    {
        _target = target;
        _isThrough = isThrough;
        WrittenPath = writtenPath;
        Stream = stream;
    }

    /// <summary>Where the bytes go until the end.</summary>
    public string WrittenPath { get; }

    public FileStream Stream { get; }

    /// <summary>Opens a file to write.</summary>
    /// <param name="path">The target.</param>
    /// <param name="mayBeThrough">Whether a device or a pipe will do.</param>
    /// <param name="share">What others may do with the file meanwhile.</param>
    /// <exception cref="IOException">It cannot be written, is a folder, or is a device or a pipe where only a file will do.</exception>
    public static OutputFile Open(string path, bool mayBeThrough = true, FileShare share = FileShare.None)
    {
        if (mayBeThrough && File.Exists(path))
        {
            // A pipe is opened once: this waits for its reader, who would take a second opening for the end.
            var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, BufferSize);
            if (!IsFile(stream))
            {
                return new OutputFile(path, path, stream, isThrough: true);
            }

            stream.Dispose();
            return OpenBeside(ResolveLink(path), share);
        }

        Require(path);
        return OpenBeside(ResolveLink(path), share);
    }

    /// <summary>Refuses what no file can be written in the place of.</summary>
    /// <exception cref="IOException">It is a folder, a device or a pipe, or cannot be opened.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path}: expected a file to write, found a folder");
        }

        if (!IsFileOrNew(path))
        {
            throw new IOException($"{path}: expected a file to write, found a device or a pipe");
        }
    }

    /// <summary>Opens a file to write in the place of whatever file or link has its name, which no link leads elsewhere.</summary>
    public static OutputFile OpenInPlace(string path) => Directory.Exists(path)
        ? throw new IOException($"{path}: expected a file to write, found a folder")
        : OpenBeside(Path.GetFullPath(path), FileShare.None);

    /// <summary>Ends the writing: what was written is on the disk, under its first name.</summary>
    public void Close()
    {
        if (!_isThrough && Stream.CanWrite)
        {
            Stream.Flush(flushToDisk: true);
        }

        Stream.Dispose();
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete()
    {
        Close();
        if (!_isThrough)
        {
            File.Move(WrittenPath, _target, overwrite: true);
        }

        _isKept = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!_isThrough && !_isKept)
        {
            File.Delete(WrittenPath);
        }
    }

    /// <summary>The path with every link in it resolved, as far as it exists, by which two names of one file are known.</summary>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        string? root = Path.GetPathRoot(full);
        string resolved = root ?? string.Empty;
        foreach (string part in full[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = ResolveLink(Path.Combine(resolved, part));
        }

        return resolved;
    }

    private static OutputFile OpenBeside(string target, FileShare share)
    {
        // The name is no part of any output; what is drawn only has to be new and not foreseen.
        string written = $"{target}.{RandomNumberGenerator.GetHexString(DrawnDigits, lowercase: true)}.partial";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = share, BufferSize = BufferSize };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            // Who may read what is replaced may read what replaces it, and nobody else.
            options.UnixCreateMode = File.GetUnixFileMode(target) | UnixFileMode.UserWrite;
        }

        return new OutputFile(target, written, new FileStream(written, options), isThrough: false);
    }

    private static string ResolveLink(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    // To read as well, since then a pipe does not wait for anybody.
    private static bool IsFileOrNew(string path)
    {
        if (!File.Exists(path))
        {
            return true;
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        return IsFile(stream);
    }

    // The platform does not tell a device from a file, but only a file has a length that can be set.
    private static bool IsFile(FileStream stream)
    {
        try
        {
            if (stream.CanSeek)
            {
                stream.SetLength(stream.Length);
                return true;
            }
        }
        catch (IOException)
        {
        }

        return false;
    }
}
