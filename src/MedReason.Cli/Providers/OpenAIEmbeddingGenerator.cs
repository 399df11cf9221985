using Microsoft.Extensions.AI;
using OpenAI.Embeddings;
using AIEmbeddingOptions = Microsoft.Extensions.AI.EmbeddingGenerationOptions;

namespace MedReason.Cli;

/// <summary>OpenAI's embeddings as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>. Safe for concurrent use.</summary>
/// <remarks>A reply must hold one finite vector for each text, all of one size; else it is a <see cref="ModelOutputException"/>.</remarks>
internal sealed class OpenAIEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingClient _client;
    private readonly HttpClient _http;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <param name="client">The library's client.</param>
    /// <param name="http">What the client sends with; disposed with this.</param>
    /// <param name="metadata">Provider, address and model.</param>
    public OpenAIEmbeddingGenerator(EmbeddingClient client, HttpClient http, EmbeddingGeneratorMetadata metadata)
    {
        _client = client;
        _http = http;
        _metadata = metadata;
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, AIEmbeddingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.ModelId is { } model && model != _metadata.DefaultModelId)
        {
            throw new UnsupportedRequestException("This generator is bound to its model; make another one for another model.");
        }

        List<string> texts = [.. values];
        if (texts.Count == 0)
        {
            return [];
        }

        OpenAIEmbeddingCollection reply = await _client.GenerateEmbeddingsAsync(
            texts, new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = options?.Dimensions }, cancellationToken).ConfigureAwait(false);
        if (reply.Count != texts.Count)
        {
            throw Unusable($"holds {reply.Count} vectors for {texts.Count} texts");
        }

        var vectors = new ReadOnlyMemory<float>[texts.Count];
        foreach (OpenAIEmbedding embedding in reply)
        {
            if (embedding.Index < 0 || embedding.Index >= vectors.Length || !vectors[embedding.Index].IsEmpty)
            {
                throw Unusable("numbers its vectors wrongly");
            }

            vectors[embedding.Index] = embedding.ToFloats();
            if (vectors[embedding.Index].IsEmpty)
            {
                throw Unusable("holds an empty vector");
            }
        }

        int size = options?.Dimensions ?? vectors[0].Length;
        foreach (ReadOnlyMemory<float> vector in vectors)
        {
            if (vector.Length != size)
            {
                throw Unusable($"holds a vector of {vector.Length} dimensions where {size} were expected");
            }

            foreach (float value in vector.Span)
            {
                if (!float.IsFinite(value))
                {
                    throw Unusable("holds a vector with a value that is no number");
                }
            }
        }

        return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(vector => new Embedding<float>(vector) { ModelId = reply.Model }))
        {
            Usage = reply.Usage is { } usage ? new UsageDetails { InputTokenCount = usage.InputTokenCount, TotalTokenCount = usage.TotalTokenCount } : null,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(EmbeddingClient) ? _client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose() => _http.Dispose();

    private static ModelOutputException Unusable(FormattableString what) => Unusable(FormattableString.Invariant(what));

    private static ModelOutputException Unusable(string what) => new($"The embeddings reply of openai {what}.") { Failure = ModelOutputFailure.Semantics };
}
