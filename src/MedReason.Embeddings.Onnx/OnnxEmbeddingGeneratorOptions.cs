namespace MedReason.Embeddings.Onnx;

/// <summary>How an <see cref="OnnxEmbeddingGenerator"/> reads texts and makes vectors. Immutable.</summary>
public sealed class OnnxEmbeddingGeneratorOptions
{
    /// <summary>Gets the path of the vocabulary, a token a line; null, the default, for <c>vocab.txt</c> in the folder of the model.</summary>
    public string? VocabularyPath { get; init; }

    /// <summary>
    /// Gets the pooling; null, the default, for the one that <c>1_Pooling/config.json</c> of the model's folder states, else <see cref="OnnxPooling.Mean"/>.
    /// A model whose output is <c>sentence_embedding</c> pools itself, and this must then be null.
    /// </summary>
    public OnnxPooling? Pooling { get; init; }

    /// <summary>Gets whether vectors are scaled to length one. Default true.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>
    /// Gets the maximum number of tokens of a text, the two marks around it included; longer texts are truncated. Null, the default, for the one that
    /// <c>sentence_bert_config.json</c> or <c>tokenizer_config.json</c> of the model's folder states, else 512.
    /// </summary>
    public int? MaxTokens { get; init; }

    /// <summary>
    /// Gets whether texts are read in lower case and without marks on letters, as uncased models need it; null, the default, for what
    /// <c>tokenizer_config.json</c> of the model's folder states, else true.
    /// </summary>
    public bool? LowerCase { get; init; }

    /// <summary>
    /// Gets the maximum number of texts that the model reads at once. Default 32. Vectors do not depend on it: a dynamically quantized model reads one text at
    /// a time.
    /// </summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Gets the number of threads of one call. Default 1: calls may run side by side, and the order in which numbers are added does not depend on the machine's
    /// number of cores.
    /// </summary>
    public int Threads { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        if (MaxTokens is { } tokens)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(tokens, ModelFolder.LeastTokens, nameof(MaxTokens));
        }
    }
}
