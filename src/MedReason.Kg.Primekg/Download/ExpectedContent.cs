using System.Security.Cryptography;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Kg.Primekg;

/// <summary>Holds the expected length and checksum of the file; each is null when unknown.</summary>
internal sealed record ExpectedContent(long? Length, HashAlgorithmName? Algorithm, string? Hash)
{
    public static ExpectedContent Nothing { get; } = new(null, null, null);

    public bool IsKnown => Length is not null || Hash is not null;

    /// <summary>Reads the expectations of the options; null when they name no checksum.</summary>
    public static ExpectedContent? FromOptions(PrimeKgDownloadOptions options) =>
        options.ExpectedSha256 is { } sha256 ? new(options.ExpectedLength, HashAlgorithmName.SHA256, sha256)
        : options.ExpectedMd5 is { } md5 ? new(options.ExpectedLength, HashAlgorithmName.MD5, md5)
        : null;

    /// <summary>Reads Dataverse's entry of a file: <c>{"data":{"dataFile":{"filesize","checksum":{"type","value"},"md5"}}}</c>.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static ExpectedContent FromDataverse(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonText.Parse(json);
        if (!TryGetObject(document.RootElement, "data", out JsonElement data) || !TryGetObject(data, "dataFile", out JsonElement file))
        {
            return Nothing;
        }

        long? length = file.TryGetProperty("filesize", out JsonElement size) && size.TryGetInt64(out long bytes) ? bytes : null;
        if (TryGetObject(file, "checksum", out JsonElement checksum)
            && GetText(checksum, "type") is { } type && GetText(checksum, "value") is { } value && ToAlgorithm(type) is { } algorithm)
        {
            return new(length, algorithm, value);
        }

        return GetText(file, "md5") is { } md5 ? new(length, HashAlgorithmName.MD5, md5) : new(length, null, null);
    }

    private static HashAlgorithmName? ToAlgorithm(string type) => type.ToUpperInvariant() switch
    {
        "MD5" => HashAlgorithmName.MD5,
        "SHA-1" => HashAlgorithmName.SHA1,
        "SHA-256" => HashAlgorithmName.SHA256,
        "SHA-512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static bool TryGetObject(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Object;
    }

    private static string? GetText(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
