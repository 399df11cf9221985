using Microsoft.Extensions.AI;

namespace MedReason.Entities;

/// <summary>Which generator made the vectors of an index: vectors of two generators cannot be compared.</summary>
internal sealed record EmbeddingGeneratorIdentity(string Provider, string Model)
{
    public static EmbeddingGeneratorIdentity Of(IEmbeddingGenerator generator)
    {
        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        return new EmbeddingGeneratorIdentity(metadata?.ProviderName ?? string.Empty, metadata?.DefaultModelId ?? string.Empty);
    }

    public override string ToString() => $"{(Provider.Length == 0 ? "unnamed" : Provider)}/{(Model.Length == 0 ? "unnamed" : Model)}";
}
