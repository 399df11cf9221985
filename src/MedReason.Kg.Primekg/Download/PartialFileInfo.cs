using System.Text.Json.Serialization;

namespace MedReason.Kg.Primekg;

/// <summary>Identifies the content that a partial file belongs to, so that a later run knows whether it can resume.</summary>
internal sealed class PartialFileInfo
{
    public required string Address { get; init; }

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    public long? Length { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(PartialFileInfo))]
internal sealed partial class PartialFileInfoContext : JsonSerializerContext;
