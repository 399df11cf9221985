using System.Text.Json.Serialization;

namespace MedReason.Kg.Primekg;

/// <summary>What a partial file is a part of: without it a later run could not tell whether it may go on.</summary>
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
