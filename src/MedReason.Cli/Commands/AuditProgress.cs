using System.Text;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>The rows of an audit that is under way, beside its output: a line that identifies the audit, then a verdict a line.</summary>
/// <remarks>A line that a killed process left unfinished is dropped and done again. Not safe for concurrent use.</remarks>
internal sealed class AuditProgress : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;

    private AuditProgress(string path, FileStream file, long rows)
    {
        _path = path;
        _file = file;
        Rows = rows;
    }

    /// <summary>Gets the number of rows that are done.</summary>
    public long Rows { get; private set; }

    /// <summary>Opens the rows of an audit, or begins them.</summary>
    /// <param name="output">The output of the audit.</param>
    /// <param name="identity">What identifies it, in one line.</param>
    /// <exception cref="UsageException">The file belongs to another audit, or cannot be opened.</exception>
    public static AuditProgress Open(string output, string identity)
    {
        string path = output + ".audit";
        FileStream? file = null;
        try
        {
            OutputFile.Require(path);
            file = new FileStream(OutputFile.Resolve(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1 << 16);
            (long end, long lines, string? first) = Scan(file);
            if (lines > 0 && first != identity)
            {
                throw new UsageException($"{path}: belongs to an audit of another input, graph or options: finish that one, or remove the file");
            }

            file.SetLength(end);
            file.Position = end;
            if (lines == 0)
            {
                file.Write(Encoding.UTF8.GetBytes(identity + "\n"));
            }

            return new AuditProgress(path, file, Math.Max(0, lines - 1));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file?.Dispose();
            throw new UsageException($"{path}: cannot be opened: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        catch (UsageException)
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Adds rows and hands them to the operating system, so that the end of this process loses none.</summary>
    public void Add(IEnumerable<byte[]> rows)
    {
        foreach (byte[] row in rows)
        {
            _file.Write(row);
            _file.WriteByte((byte)'\n');
            Rows++;
        }

        _file.Flush();
    }

    /// <summary>Reads the rows from the first one on.</summary>
    public IEnumerable<string> Read()
    {
        _file.Position = 0;
        using var reader = new StreamReader(_file, Encoding.UTF8, false, 1 << 16, leaveOpen: true);
        reader.ReadLine();
        while (reader.ReadLine() is { } row)
        {
            yield return row;
        }
    }

    /// <summary>Removes the file: its rows have become the output.</summary>
    public void Remove()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private static (long End, long Lines, string? First) Scan(FileStream file)
    {
        byte[] buffer = new byte[1 << 16];
        var head = new MemoryStream();
        (long at, long end, long lines) = (0, 0, 0);
        for (int count = file.Read(buffer); count > 0; count = file.Read(buffer))
        {
            for (int i = 0; i < count; i++, at++)
            {
                if (buffer[i] == (byte)'\n')
                {
                    lines++;
                    end = at + 1;
                }
                else if (lines == 0)
                {
                    head.WriteByte(buffer[i]);
                }
            }
        }

        return (end, lines, lines == 0 ? null : Encoding.UTF8.GetString(head.GetBuffer(), 0, (int)head.Length));
    }
}
