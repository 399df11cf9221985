namespace MedReason;

/// <summary>How an <see cref="EmbeddingNodeIndex"/> is built and searched. Immutable.</summary>
public sealed class EmbeddingNodeIndexOptions
{
    /// <summary>Whether synonyms get vectors of their own beside the names. Default true. An index is opened as it was built.</summary>
    public bool IncludeSynonyms { get; init; } = true;

    /// <summary>Texts in one call of the generator, when building and when searching. Default 256.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Gets the maximum length of an embedded name or text, in UTF-16 code units; longer ones are truncated. Default 512.</summary>
    public int MaxTextLength { get; init; } = 512;

    /// <summary>
    /// How many of the nearest names are compared letter by letter, so that a misspelling finds the name that needs the likeliest edits. Null, the
    /// default, takes 512 for <see cref="HashedNgramEmbeddingGenerator"/>, whose vectors capture letters and no meaning, and 0 for any other generator.
    /// </summary>
    public int? SpellingDepth { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTextLength);
        if (SpellingDepth is < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(SpellingDepth), SpellingDepth, "A number of names is expected.");
        }
    }
}
