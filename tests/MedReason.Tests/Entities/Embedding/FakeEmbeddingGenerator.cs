using Microsoft.Extensions.AI;

namespace MedReason.Tests;

/// <summary>An embedding generator that does what a test specifies.</summary>
internal sealed class FakeEmbeddingGenerator(string model, Func<string[], IEnumerable<float[]>> embed) : IEmbeddingGenerator<string, Embedding<float>>
{
    public List<string[]> Batches { get; } = [];

    /// <summary>One dimension a letter of the alphabet.</summary>
    public static FakeEmbeddingGenerator Letters(string model = "letters") => new(model, texts => texts.Select(text =>
    {
        float[] vector = new float[26];
        foreach (char letter in text.ToLowerInvariant().Where(char.IsAsciiLetterLower))
        {
            vector[letter - 'a']++;
        }

        return vector;
    }));

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string[] texts = [.. values];
        Batches.Add(texts);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(embed(texts).Select(vector => new Embedding<float>(vector))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("fake", null, model) : null;

    public void Dispose()
    {
    }
}
