using System.IO.Compression;
using MedReason.Shared;
using Microsoft.Extensions.Options;

namespace MedReason.Kg.Primekg;

/// <summary>Checks when the host starts that the file exists, can be opened and begins as PrimeKG's.</summary>
internal sealed class PrimeKgFileValidator : IValidateOptions<PrimeKgOptions>
{
    private const int StartLength = 1 << 16;

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, PrimeKgOptions options)
    {
        // The attributes report an empty path.
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            return ValidateOptionsResult.Skip;
        }

        try
        {
            _ = SourceStamp.Take(options);
            CheckStart(options);
            return ValidateOptionsResult.Success;
        }
        catch (InputFormatException exception)
        {
            return ValidateOptionsResult.Fail(exception.ToLine());
        }
        catch (KnowledgeGraphException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return ValidateOptionsResult.Fail($"The PrimeKG file '{options.Path}' cannot be read: {exception.Message}");
        }
    }

    private static void CheckStart(PrimeKgOptions options)
    {
        Span<byte> start = new byte[StartLength];
        using FileStream file = File.OpenRead(options.Path);
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (InMemoryKnowledgeGraph.IsSnapshot(start))
        {
            throw new KnowledgeGraphException(
                $"'{options.Path}' is a snapshot and AddPrimeKg reads PrimeKG's own file: "
                + "write services.AddKnowledgeGraph(await InMemoryKnowledgeGraph.OpenSnapshotAsync(path)).");
        }

        if (start is [0x1F, 0x8B, ..])
        {
            file.Position = 0;
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            start = new byte[StartLength];
            start = start[..unpacked.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }

        bool isComplete = start.Length < StartLength;
        var parser = new PrimeKgRowParser(new RefusalSink(new GraphReadOptions { OnError = options.OnError }, options.Path));
        parser.Read(start, isComplete);
        if (isComplete)
        {
            parser.RequireHeader();
        }
    }
}
