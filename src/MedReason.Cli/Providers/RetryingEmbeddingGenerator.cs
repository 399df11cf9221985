using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Repeats a provider's failed calls and types what remains of them. Safe for concurrent use as far as its inner generator is.</summary>
internal sealed class RetryingEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> innerGenerator, RetryPipeline retries)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(innerGenerator)
{
    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<string> sent = [.. values];
        return retries.RunAsync(token => base.GenerateAsync(sent, options, token), gate: null, cancellationToken);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(RetryCounts) ? retries.Counts : base.GetService(serviceType, serviceKey);
}
