using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>A file that takes its name when everything is well, hashed as it is written.</summary>
internal sealed class PartialFile : IDisposable
{
    private static readonly JsonWriterOptions RowOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly OutputFile _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _row = new();
    private string? _sha256;

    public PartialFile(string path)
    {
        FinalPath = path;
        _file = OutputFile.Open(path, mayBeThrough: false, FileShare.Read);
    }

    public string FinalPath { get; }

    public string PartialPath => _file.WrittenPath;

    public int Rows { get; private set; }

    /// <summary>Gets the hash of what was written, as 64 lower-case hexadecimal digits; after <see cref="Close"/>.</summary>
    public string Sha256 => _sha256 ?? throw new InvalidOperationException("The file is still being written.");

    public void WriteRow(Action<Utf8JsonWriter> write)
    {
        _row.SetLength(0);
        using (var writer = new Utf8JsonWriter(_row, RowOptions))
        {
            write(writer);
        }

        _row.WriteByte((byte)'\n');
        Write(_row.GetBuffer().AsSpan(0, (int)_row.Length));
        Rows++;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _file.Stream.Write(bytes);
    }

    /// <summary>Ends the writing; the file keeps its partial name.</summary>
    public void Close()
    {
        _file.Close();
        _sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <summary>Gives the file its name.</summary>
    public void Keep() => _file.Complete();

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
        _row.Dispose();
    }
}
