using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MedReason.Entities;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>
/// Embeds names by their letters, without a model: hashed character n-grams, weighted by their rarity over a graph's names. Misspellings, other word
/// orders and inflections lie near the name; meaning is not seen.
/// </summary>
/// <remarks>
/// <para>
/// A text is folded to lower-case words. Each word, with a mark at either end, gives its runs of two to four letters and its pairs of letters with one
/// between them; a word of at most ten letters also gives itself and each form with one letter left out, so that a word and its misspelling by one
/// letter always share one whole form. Each of these is hashed to two dimensions with a sign (feature hashing, Weinberger et al. 2009), weighted by
/// the logarithm of its inverse document frequency. The vector has length one; a text without letter or digit gives the zero vector.
/// </para>
/// <para>Deterministic on every machine and safe for concurrent use.</para>
/// </remarks>
public sealed class HashedNgramEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The dimensions of a vector if nothing else is asked for; chosen by measurement, see <c>docs/quality/linking.md</c>.</summary>
    public const int DefaultDimensions = 256;

    private const string Provider = "medreason";
    private const int FeatureVersion = 1;
    private const int BucketBits = 18;
    private const int ShortestRun = 2;
    private const int LongestRun = 4;
    private const int LongestWordWithGaps = 10;
    private const int MaxFoldedLength = 4_096;
    private readonly float[] _weights;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>A generator whose weights come from some names.</summary>
    /// <param name="names">The names; each counts once, their order does not matter.</param>
    /// <param name="dimensions">The size of a vector.</param>
    public HashedNgramEmbeddingGenerator(IEnumerable<string> names, int dimensions = DefaultDimensions)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        Dimensions = dimensions;
        int[] frequencies = new int[1 << BucketBits];
        int[] lastSeen = new int[1 << BucketBits];
        int count = 0;
        var features = new List<ulong>();
        foreach (string name in names)
        {
            count++;
            Collect(name, features);
            foreach (ulong feature in features)
            {
                int bucket = Bucket(feature);
                if (lastSeen[bucket] != count)
                {
                    lastSeen[bucket] = count;
                    frequencies[bucket]++;
                }
            }
        }

        _weights = new float[frequencies.Length];
        for (int i = 0; i < frequencies.Length; i++)
        {
            _weights[i] = (float)Math.Round(Math.Log((count + 1.0) / (frequencies[i] + 1.0)), 4);
        }

        // Two generators agree where their weights do, so the weights are part of the name.
        string digest = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(frequencies)))[..16];
        _metadata = new EmbeddingGeneratorMetadata(Provider, null, $"hashed-ngrams-{FeatureVersion}.{NameFolding.Version}-{dimensions}-{digest}", dimensions);
    }

    /// <summary>The size of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>A generator whose weights come from the names and synonyms of a graph.</summary>
    /// <param name="graph">The graph; it must offer <see cref="INodeCatalog"/>.</param>
    /// <param name="dimensions">The size of a vector.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The generator.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read or lists no nodes.</exception>
    public static async Task<HashedNgramEmbeddingGenerator> CreateAsync(
        IKnowledgeGraph graph, int dimensions = DefaultDimensions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        EmbeddingRows rows = await EmbeddingRows.ReadAsync(graph, includeSynonyms: true, cancellationToken).ConfigureAwait(false);
        return new HashedNgramEmbeddingGenerator(rows.Names, dimensions);
    }

    /// <inheritdoc />
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var result = new GeneratedEmbeddings<Embedding<float>>();
        var features = new List<ulong>();
        foreach (string value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            result.Add(new Embedding<float>(Embed(value, features)) { ModelId = _metadata.DefaultModelId });
        }

        return Task.FromResult(result);
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
    public void Dispose()
    {
        // Holds nothing but memory.
    }

    private float[] Embed(string text, List<ulong> features)
    {
        float[] vector = new float[Dimensions];
        Collect(text, features);
        foreach (ulong feature in features)
        {
            float weight = _weights[Bucket(feature)];
            Add(vector, Mix(feature), weight);
            Add(vector, Mix(feature + 0x9E3779B97F4A7C15), weight);
        }

        // Summed in order: the same bits on every machine, independent of its vector width.
        double square = 0;
        foreach (float value in vector)
        {
            square += (double)value * value;
        }

        if (square > 0)
        {
            TensorPrimitives.Multiply(vector, (float)(1 / Math.Sqrt(square)), vector);
        }

        return vector;
    }

    private static void Add(float[] vector, ulong hash, float weight) =>
        vector[(int)((hash >> 8) % (ulong)vector.Length)] += (hash & 1) == 0 ? weight : -weight;

    private static int Bucket(ulong feature) => (int)(feature >> (64 - BucketBits));

    private static void Collect(string? text, List<ulong> features)
    {
        features.Clear();
        ReadOnlySpan<char> whole = text.AsSpan(0, Math.Min(text?.Length ?? 0, MaxFoldedLength));
        char[] buffer = new char[whole.Length + 2];
        Span<char> folded = buffer.AsSpan(1, NameFolding.Fold(whole, buffer.AsSpan(1)));
        for (int start = 0; start < folded.Length;)
        {
            int length = folded[start..].IndexOf(' ');
            length = length < 0 ? folded.Length - start : length;

            // The letters around the word are blanks or unused, so the marks can be written there for a moment.
            buffer[start] = '^';
            buffer[start + length + 1] = '$';
            CollectWord(buffer.AsSpan(start, length + 2), features);
            start += length + 1;
        }
    }

    private static void CollectWord(ReadOnlySpan<char> marked, List<ulong> features)
    {
        for (int length = ShortestRun; length <= LongestRun; length++)
        {
            for (int i = 0; i + length <= marked.Length; i++)
            {
                features.Add(Hash(1, marked.Slice(i, length), -1));
            }
        }

        for (int i = 0; i + 2 < marked.Length; i++)
        {
            features.Add(Hash(2, marked.Slice(i, 3), 1));
        }

        ReadOnlySpan<char> word = marked[1..^1];
        if (word.Length <= LongestWordWithGaps)
        {
            for (int gap = -1; gap < word.Length; gap++)
            {
                features.Add(Hash(3, word, gap));
            }
        }
    }

    /// <summary>FNV-1a over the letters but one, mixed; of our own, since hash codes of the platform differ from run to run.</summary>
    private static ulong Hash(byte kind, ReadOnlySpan<char> letters, int leftOut)
    {
        ulong hash = (14695981039346656037 ^ kind) * 1099511628211;
        for (int i = 0; i < letters.Length; i++)
        {
            if (i != leftOut)
            {
                hash = (hash ^ letters[i]) * 1099511628211;
            }
        }

        return Mix(hash);
    }

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
