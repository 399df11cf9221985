using System.Globalization;
using Microsoft.Extensions.AI;

namespace MedReason.Entities;

/// <summary>Asks a generator for vectors and refuses invalid ones.</summary>
internal static class EmbeddingVectors
{
    /// <summary>Writes the unit vectors of some texts.</summary>
    /// <returns>The size of a vector.</returns>
    public static async Task<float[][]> GenerateAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<string> texts, int dimensions, CancellationToken cancellationToken)
    {
        GeneratedEmbeddings<Embedding<float>> embeddings;
        try
        {
            embeddings = await generator.GenerateAsync(texts, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException and not MedReasonException)
        {
            throw new KnowledgeGraphException("The embedding generator failed; the inner exception contains the reason.", error);
        }

        if (embeddings is null || embeddings.Count != texts.Count)
        {
            throw Bad($"it returned {embeddings?.Count ?? 0} vectors for {texts.Count} texts");
        }

        float[][] vectors = new float[texts.Count][];
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = embeddings[i].Vector.ToArray();
            dimensions = dimensions > 0 ? dimensions : vectors[i].Length;
            Normalize(vectors[i], dimensions);
        }

        return vectors;
    }

    private static void Normalize(float[] vector, int dimensions)
    {
        if (vector.Length == 0 || vector.Length != dimensions)
        {
            throw Bad($"it returned a vector of {vector.Length} dimensions among vectors of {dimensions}");
        }

        double square = 0;
        foreach (float value in vector)
        {
            if (!float.IsFinite(value))
            {
                throw Bad("it returned a vector that holds NaN or infinity");
            }

            square += (double)value * value;
        }

        double length = Math.Sqrt(square);
        for (int i = 0; i < vector.Length && length > 0; i++)
        {
            vector[i] = (float)(vector[i] / length);
        }
    }

    private static ModelOutputException Bad(FormattableString what) => Bad(what.ToString(CultureInfo.InvariantCulture));

    private static ModelOutputException Bad(string what) =>
        new($"The embedding generator's reply cannot be used: {what}.") { Failure = ModelOutputFailure.Semantics };
}
