using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace MedReason.Embeddings.Onnx;

/// <summary>Embeds texts with a sentence encoder of the BERT family in ONNX, on this machine and without a network.</summary>
/// <remarks>
/// <para>
/// The model has the inputs <c>input_ids</c>, <c>attention_mask</c> and at most <c>token_type_ids</c>, and the output <c>last_hidden_state</c> or
/// <c>token_embeddings</c>, which is pooled here, or <c>sentence_embedding</c>, which it has pooled itself. Its vocabulary is WordPiece's
/// <c>vocab.txt</c>. Words of a text such as <c>[SEP]</c> are words, never the model's own marks. An empty text has a vector too.
/// </para>
/// <para>
/// Texts of a call are sorted by length, padded and read in batches; the vectors come back in the order of the texts. On one machine and with one number of
/// threads the same text has the same vector, whatever stands beside it: a model that takes the scale of its numbers over the whole batch (dynamic
/// quantization) reads one text at a time. Machines with other instructions may differ in the last bits.
/// </para>
/// <para>
/// Safe for concurrent use. A call takes the threads of <see cref="OnnxEmbeddingGeneratorOptions.Threads"/>; several calls run side by side. Disposing while a
/// call runs lets its current batch end, and the next one throws <see cref="ObjectDisposedException"/>.
/// </para>
/// </remarks>
public sealed class OnnxEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The name of the provider in <see cref="EmbeddingGeneratorMetadata"/>.</summary>
    public const string ProviderName = "onnx";

    private const int MaxTokensOfBatch = 4_096;
    private const int DigestLength = 16;
    private readonly EncoderModel _model;
    private readonly BertTokenizer _tokenizer;
    private readonly ModelFolder _folder;
    private readonly OnnxEmbeddingGeneratorOptions _options;
    private readonly EmbeddingGeneratorMetadata _metadata;

    private OnnxEmbeddingGenerator(
        EncoderModel model, BertTokenizer tokenizer, ModelFolder folder, OnnxEmbeddingGeneratorOptions options, string digest)
    {
        _model = model;
        Pooling = model.IsPooled ? null : folder.RequirePooling(options.Pooling);
        _tokenizer = tokenizer;
        _folder = folder;
        _options = options;

        // It says whether the model fits at all, and the size of its vectors, which the file may leave open.
        Dimensions = Encode([string.Empty], CancellationToken.None).Vectors[0].Length;
        ModelId = string.Create(CultureInfo.InvariantCulture, $"{NameOf(Pooling)}-{MaxTokens}-{Dimensions}-{digest}");
        _metadata = new EmbeddingGeneratorMetadata(ProviderName, null, ModelId, Dimensions);
    }

    /// <summary>Gets the size of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>
    /// Gets the identity of the model: pooling, maximum number of tokens, size of a vector, and 16 hexadecimal digits of a SHA-256 over model, vocabulary
    /// and how texts are read. Generators of one identity give vectors that can be compared.
    /// </summary>
    public string ModelId { get; }

    /// <summary>Gets the maximum number of tokens of a text, the two marks around it included.</summary>
    public int MaxTokens => _folder.MaxTokens;

    /// <summary>Gets the pooling; null when the model pools itself.</summary>
    public OnnxPooling? Pooling { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="path">The folder of the model, with <c>model.onnx</c> or <c>onnx/model.onnx</c> and <c>vocab.txt</c>, or the file of the model.</param>
    /// <param name="options">How texts are read and vectors made; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the reading of the files.</param>
    /// <returns>The generator.</returns>
    /// <exception cref="InputFormatException">A file is missing or cannot be read, or the model has another shape; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number in the options is not positive.</exception>
    public static async Task<OnnxEmbeddingGenerator> OpenAsync(
        string path, OnnxEmbeddingGeneratorOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new OnnxEmbeddingGeneratorOptions();
        options.Validate();
        ModelFolder folder = await ModelFolder.ReadAsync(path, options, cancellationToken).ConfigureAwait(false);
        string digest = await DigestAsync(folder, options, cancellationToken).ConfigureAwait(false);
        BertTokenizer tokenizer = CreateTokenizer(folder);
        EncoderModel model = EncoderModel.Open(folder.ModelPath, options.Threads, mayPool: options.Pooling is null);
        try
        {
            return new OnnxEmbeddingGenerator(model, tokenizer, folder, options, digest);
        }
        catch (InputFormatException)
        {
            model.Dispose();
            throw;
        }
        catch (InvalidDataException exception)
        {
            model.Dispose();
            throw new InputFormatException($"expected a model that embeds a text, found one that fails: {exception.Message}", exception)
            {
                File = folder.ModelPath,
            };
        }
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">A number of dimensions is asked for that the model does not have.</exception>
    /// <exception cref="KnowledgeGraphException">
    /// The model fails on a text, such as one with more tokens than it has positions; the message contains the reason.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = [.. values];
        return options?.Dimensions is { } dimensions && dimensions != Dimensions
            ? throw new ArgumentException($"The model has {Dimensions} dimensions, {dimensions} are asked for.", nameof(options))
            : Task.Run(() => Generate(texts, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc />
    public void Dispose() => _model.Dispose();

    private GeneratedEmbeddings<Embedding<float>> Generate(string[] texts, CancellationToken cancellationToken)
    {
        try
        {
            (float[][] vectors, long tokens) = Encode(texts, cancellationToken);
            return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(vector => new Embedding<float>(vector) { ModelId = ModelId }))
            {
                Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
            };
        }
        catch (InvalidDataException exception)
        {
            throw new KnowledgeGraphException(
                $"The model failed on a text of at most {MaxTokens} tokens, which may be more than it has positions: {exception.Message}", exception);
        }
    }

    private (float[][] Vectors, long Tokens) Encode(string[] texts, CancellationToken cancellationToken)
    {
        int[][] ids = new int[texts.Length][];
        long tokens = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            ids[i] = Tokenize(texts[i]);
            tokens += ids[i].Length;
        }

        float[][] vectors = new float[texts.Length][];
        int[] order = [.. Enumerable.Range(0, texts.Length).OrderBy(i => ids[i].Length)];
        for (int start = 0; start < order.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = CountOfBatch(order.AsSpan(start), ids);
            int[] batch = order[start..(start + count)];
            int[][] read = [.. batch.Select(i => ids[i])];
            _model.Run(read, (values, width, dimensions) =>
            {
                for (int row = 0; row < batch.Length; row++)
                {
                    vectors[batch[row]] = Pool(values, row, read[row].Length, width, dimensions);
                }
            });
            start += count;
        }

        return (vectors, tokens);
    }

    /// <summary>Gets the tokens of a text between the two marks. Truncated piece by piece, where the tokenizer's own limit leaves whole words out.</summary>
    private int[] Tokenize(string text)
    {
        IReadOnlyList<int> ids = _tokenizer.EncodeToIds(_folder.LowerCase ? BaseLetters.Strip(text) : text, addSpecialTokens: true);
        return ids.Count <= MaxTokens ? [.. ids] : [.. ids.Take(MaxTokens - 1), ids[^1]];
    }

    /// <summary>Long texts are read in smaller batches: what attention keeps grows with the square of the length.</summary>
    private int CountOfBatch(ReadOnlySpan<int> order, int[][] ids)
    {
        int batchSize = _folder.IsBatchDependent ? 1 : _options.BatchSize;
        int count = 1;
        while (count < order.Length && count < batchSize && (count + 1) * ids[order[count]].Length <= MaxTokensOfBatch)
        {
            count++;
        }

        return count;
    }

    private float[] Pool(ReadOnlySpan<float> values, int row, int tokens, int width, int dimensions)
    {
        float[] vector = new float[dimensions];
        if (_model.IsPooled)
        {
            values.Slice(row * dimensions, dimensions).CopyTo(vector);
        }
        else
        {
            ReadOnlySpan<float> text = values.Slice(row * width * dimensions, width * dimensions);
            int pooled = Pooling == OnnxPooling.Cls ? 1 : tokens;
            for (int token = 0; token < pooled; token++)
            {
                ReadOnlySpan<float> add = text.Slice(token * dimensions, dimensions);
                for (int i = 0; i < vector.Length; i++)
                {
                    vector[i] += add[i];
                }
            }

            Scale(vector, 1.0 / pooled);
        }

        if (_options.Normalize)
        {
            double square = 0;
            foreach (float value in vector)
            {
                square += (double)value * value;
            }

            Scale(vector, square > 0 ? 1 / Math.Sqrt(square) : 1);
        }

        return vector;
    }

    private static void Scale(float[] vector, double factor)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(vector[i] * factor);
        }
    }

    private static BertTokenizer CreateTokenizer(ModelFolder folder)
    {
        try
        {
            return BertTokenizer.Create(folder.VocabularyPath, new BertOptions
            {
                LowerCaseBeforeTokenization = folder.LowerCase,

                // What a name or a question holds is text, even where it looks like a mark of the model.
                SplitOnSpecialTokens = false,

                // BaseLetters has removed them, in every globalization mode alike.
                RemoveNonSpacingMarks = false,
            });
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or IOException
            or UnauthorizedAccessException or KeyNotFoundException)
        {
            throw new InputFormatException("expected a vocabulary of WordPiece, a token a line, with [CLS], [SEP], [PAD] and [UNK]", exception)
            {
                File = folder.VocabularyPath,
            };
        }
    }

    private static async Task<string> DigestAsync(ModelFolder folder, OnnxEmbeddingGeneratorOptions options, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes($"{(folder.LowerCase ? "uncased" : "cased")} {(options.Normalize ? "unit" : "raw")}"));
        foreach (string path in folder.Contents)
        {
            try
            {
                FileStream stream = File.OpenRead(path);
                await using (stream.ConfigureAwait(false))
                {
                    digest.AppendData(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new InputFormatException("cannot be read: " + exception.Message, exception) { File = path };
            }
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset())[..DigestLength];
    }

    private static string NameOf(OnnxPooling? pooling) => pooling switch
    {
        OnnxPooling.Cls => "cls",
        OnnxPooling.Mean => "mean",
        _ => "own",
    };
}
