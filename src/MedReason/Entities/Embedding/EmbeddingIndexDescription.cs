using MedReason.Entities;

namespace MedReason;

/// <summary>What the file of an <see cref="EmbeddingNodeIndex"/>, or of an interrupted build, states of itself. Immutable.</summary>
/// <remarks>It says which generator must be made to open the file; whether the vectors are whole is checked when the index is opened.</remarks>
public sealed class EmbeddingIndexDescription
{
    /// <summary>Gets the provider of the generator that made the vectors; empty when it has no name.</summary>
    public required string Provider { get; init; }

    /// <summary>Gets the model of that generator; empty when it has no name.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the size of a vector.</summary>
    public required int Dimensions { get; init; }

    /// <summary>Gets the number of names in the complete index, synonyms among them.</summary>
    public required int NameCount { get; init; }

    /// <summary>Gets the content hash of the graph that the index is for; null when that graph provides none.</summary>
    public required string? GraphContentHash { get; init; }

    /// <summary>Reads the description of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The description.</returns>
    /// <exception cref="KnowledgeGraphException">The file cannot be read, or is no embedding index.</exception>
    public static async Task<EmbeddingIndexDescription> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream = EmbeddingIndexFile.Open(path);
        await using (stream.ConfigureAwait(false))
        {
            (EmbeddingIndexHeader? header, string? problem) = await EmbeddingIndexHeader.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
            return header is null
                ? throw new KnowledgeGraphException($"The embedding index '{path}' cannot be used: {problem}. Build it anew.")
                : new EmbeddingIndexDescription
                {
                    Provider = header.Generator.Provider,
                    Model = header.Generator.Model,
                    Dimensions = header.Dimensions,
                    NameCount = header.Rows,
                    GraphContentHash = header.GraphHash.Length == 0 ? null : header.GraphHash,
                };
        }
    }
}
