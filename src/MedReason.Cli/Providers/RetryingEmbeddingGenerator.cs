using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Retries a provider's failed calls; safe for concurrent use as far as its inner generator is.</summary>
internal sealed class RetryingEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> innerGenerator, RetryPipeline retries, HttpClient http)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(innerGenerator)
{
    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] sent = [.. values];
        return retries.RunAsync(token => base.GenerateAsync(sent, options, token), gate: null, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            http.Dispose();
        }

        base.Dispose(disposing);
    }
}
