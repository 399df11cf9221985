using System.Numerics;
using MedReason.Entities;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>Finds nodes whose names lie near a text in the space of an embedding generator, by exact search over all names.</summary>
/// <remarks>
/// <para>
/// Give it to a graph with <see cref="EmbeddingKnowledgeGraphExtensions.WithEmbeddings"/>; <see cref="EntityLinker"/> then asks it for what names do
/// not settle. With <see cref="HashedNgramEmbeddingGenerator"/> it needs no model and mends spelling; with a model it finds paraphrases too.
/// </para>
/// <para>
/// A score is the cosine of text and name, negative ones as 0. Where names are also compared letter by letter
/// (<see cref="EmbeddingNodeIndexOptions.SpellingDepth"/>) it is the better of cosine and spelling. The spelling is 1 less the cost of the edits over the
/// length of the text: 1.0 for a letter left out or two exchanged, 1.3 for a letter put in or replaced, at most three edits, and a tenth of what the
/// cosine lacks to 1, which distinguishes names that need the same edits. A short text shares too few n-grams with its misspelling, so all names that can
/// be one typing error away from it are compared as well, even if their vectors are distant.
/// </para>
/// <para>
/// The index reads the graph's names once and keeps nodes, names and vectors in memory: 5 bytes a dimension and name beside the names. Safe for
/// concurrent use as far as the generator is. It disposes neither graph nor generator.
/// </para>
/// </remarks>
public sealed class EmbeddingNodeIndex : INodeIndex
{
    /// <summary>What the name of an index has behind it while the index is being built.</summary>
    public const string PartialSuffix = ".partial";

    private const double CosineCost = 0.1;
    private const int SpareRows = 64;
    private const int LongestShortText = 12;
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly EmbeddingNodeIndexOptions _options;
    private readonly EmbeddingRows _rows;
    private readonly VectorTable _table;
    private readonly EmbeddingIndexHeader _header;
    private readonly int[] _typeOfRow;
    private readonly NodeType[] _types;
    private readonly int _spellingDepth;
    private readonly ulong[] _letters;

    private EmbeddingNodeIndex(
        IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingNodeIndexOptions options, EmbeddingRows rows, float[] vectors, int dimensions,
            string graphHash)
    {
        _generator = generator;
        _options = options;
        _rows = rows;
        _table = new VectorTable(vectors, dimensions);
        _header = HeaderOf(rows, dimensions, graphHash, EmbeddingGeneratorIdentity.Of(generator));
        _spellingDepth = options.SpellingDepth ?? (generator.GetService(typeof(HashedNgramEmbeddingGenerator)) is null ? 0 : 512);
        _letters = _spellingDepth == 0 ? [] : [.. rows.Folded.Select(LettersOf)];
        _types = [.. rows.Nodes.Select(node => node.Type).Distinct().Order()];
        int[] typeOfNode = [.. rows.Nodes.Select(node => Array.BinarySearch(_types, node.Type))];
        _typeOfRow = [.. rows.NodeOfRow.Select(node => typeOfNode[node])];
    }

    /// <summary>How many names have a vector, synonyms among them.</summary>
    public int NameCount => _rows.Count;

    /// <summary>The size of a vector.</summary>
    public int Dimensions => _header.Dimensions;

    /// <summary>Gets the content hash of the graph that the index was built for; null when that graph provides none.</summary>
    public string? GraphContentHash => _header.GraphHash.Length == 0 ? null : _header.GraphHash;

    /// <summary>Embeds all names of a graph.</summary>
    /// <param name="graph">The graph; it must offer <see cref="INodeCatalog"/>.</param>
    /// <param name="generator">The generator, which also embeds the texts that are looked for.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="path">Where to keep the index, beside the graph's snapshot; null to keep it in memory alone. Finished batches
    /// are kept in <c>path.partial</c>, from where the next build for the same graph and generator resumes after an interruption.</param>
    /// <param name="progress">Receives the progress after each batch; null for none.</param>
    /// <param name="cancellationToken">Cancels the build; what is done is kept for the next one.</param>
    /// <returns>The index.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, lists no nodes or is too large, or the generator failed.</exception>
    /// <exception cref="ModelOutputException">The generator returned too few vectors, vectors of two sizes, NaN or infinity.</exception>
    public static async Task<EmbeddingNodeIndex> BuildAsync(
        IKnowledgeGraph graph,
        IEmbeddingGenerator<string, Embedding<float>> generator,
        EmbeddingNodeIndexOptions? options = null,
        string? path = null,
        IProgress<EmbeddingIndexProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(generator);
        options ??= new EmbeddingNodeIndexOptions();
        options.Validate();
        (EmbeddingRows rows, string graphHash) = await ReadGraphAsync(graph, options, cancellationToken).ConfigureAwait(false);
        EmbeddingGeneratorIdentity identity = EmbeddingGeneratorIdentity.Of(generator);
        EmbeddingCheckpoint? checkpoint = null;
        int dimensions = 0;
        List<float[]> done = [];
        if (path is not null)
        {
            (checkpoint, dimensions, done) = await EmbeddingCheckpoint.ResumeAsync(
                EmbeddingCheckpoint.PathOf(path), rows, graphHash, identity, cancellationToken)
                .ConfigureAwait(false);
        }

        float[] vectors;
        try
        {
            vectors = dimensions == 0 ? [] : Allocate(rows.Count, dimensions);
            for (int i = 0; i < done.Count; i++)
            {
                done[i].CopyTo(vectors, i * dimensions);
            }

            for (int start = done.Count; start < rows.Count;)
            {
                int count = Math.Min(options.BatchSize, rows.Count - start);
                string[] texts = [.. rows.Names.Skip(start).Take(count).Select(name => Cut(name, options.MaxTextLength))];
                float[][] batch = await EmbeddingVectors.GenerateAsync(generator, texts, dimensions, cancellationToken).ConfigureAwait(false);
                if (dimensions == 0)
                {
                    dimensions = batch[0].Length;
                    vectors = Allocate(rows.Count, dimensions);
                    checkpoint = path is null ? null : await EmbeddingCheckpoint.StartAsync(
                        EmbeddingCheckpoint.PathOf(path), HeaderOf(rows, dimensions, graphHash, identity), cancellationToken).ConfigureAwait(false);
                }

                for (int i = 0; i < count; i++)
                {
                    batch[i].CopyTo(vectors, (start + i) * dimensions);
                }

                if (checkpoint is not null)
                {
                    await checkpoint.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
                }

                start += count;
                progress?.Report(new EmbeddingIndexProgress { Completed = start, Total = rows.Count });
            }

            var index = new EmbeddingNodeIndex(generator, options, rows, vectors, Math.Max(1, dimensions), graphHash);
            if (path is not null)
            {
                await index.SaveAsync(path, cancellationToken).ConfigureAwait(false);
                if (checkpoint is not null)
                {
                    await checkpoint.DeleteAsync().ConfigureAwait(false);
                }
            }

            return index;
        }
        finally
        {
            if (checkpoint is not null)
            {
                await checkpoint.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads an index that was built for the same graph by the same generator.</summary>
    /// <param name="path">The file.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="generator">The generator.</param>
    /// <param name="options">How it was built and is to be searched; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The index.</returns>
    /// <exception cref="KnowledgeGraphException">The file cannot be read, is damaged, or was built for another graph or by another generator; the message
    /// says which.</exception>
    public static async Task<EmbeddingNodeIndex> OpenAsync(
        string path,
        IKnowledgeGraph graph,
        IEmbeddingGenerator<string, Embedding<float>> generator,
        EmbeddingNodeIndexOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(generator);
        options ??= new EmbeddingNodeIndexOptions();
        options.Validate();
        (EmbeddingRows rows, string graphHash) = await ReadGraphAsync(graph, options, cancellationToken).ConfigureAwait(false);
        float[] vectors = await EmbeddingIndexFile.ReadAsync(path, rows, graphHash, EmbeddingGeneratorIdentity.Of(generator), cancellationToken)
            .ConfigureAwait(false);
        return new EmbeddingNodeIndex(generator, options, rows, vectors, rows.Count == 0 ? 1 : vectors.Length / rows.Count, graphHash);
    }

    /// <summary>Writes the index to a file, which takes its name only when it is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the writing; then no file is left.</param>
    /// <returns>A task that completes when the file is on disk.</returns>
    /// <exception cref="KnowledgeGraphException">The file cannot be written.</exception>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var vectors = new ReadOnlyMemory<float>(_table.Vectors);
        var header = new EmbeddingIndexHeader
        {
            Dimensions = _header.Dimensions,
            Rows = _header.Rows,
            RowsHash = _header.RowsHash,
            Generator = _header.Generator,
            GraphHash = _header.GraphHash,
            DataHash = EmbeddingIndexFile.Hash(vectors.Span),
        };
        try
        {
            await EmbeddingIndexFile.WriteAsync(path, header, vectors, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KnowledgeGraphException($"The embedding index '{path}' cannot be written.", error);
        }
    }

    /// <inheritdoc />
    /// <exception cref="ModelOutputException">The generator returned too few vectors, vectors of another size than the index has, NaN or infinity.</exception>
    public async ValueTask<IReadOnlyList<IReadOnlyList<ScoredNode>>> SearchAsync(
        IReadOnlyList<string> texts, NodeSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new NodeSearchOptions();
        var results = new IReadOnlyList<ScoredNode>[texts.Count];
        Array.Fill(results, []);
        if (_rows.Count == 0 || options.MaxResults <= 0)
        {
            return results;
        }

        bool[] allowed = options.Types is null ? [] : [.. _types.Select(type => options.Types.Contains(type))];
        List<int> asked = [.. Enumerable.Range(0, texts.Count).Where(i => !string.IsNullOrWhiteSpace(texts[i]))];
        foreach (int[] batch in asked.Chunk(_options.BatchSize))
        {
            string[] cut = [.. batch.Select(i => Cut(texts[i], _options.MaxTextLength))];
            float[][] vectors = await EmbeddingVectors.GenerateAsync(_generator, cut, _header.Dimensions, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < batch.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                results[batch[i]] = Search(cut[i], vectors[i], allowed, options);
            }
        }

        return results;
    }

    private List<ScoredNode> Search(string text, float[] query, bool[] allowed, NodeSearchOptions options)
    {
        if (!query.AsSpan().ContainsAnyExcept(0f))
        {
            return [];
        }

        string folded = _spellingDepth > 0 ? NameFolding.Fold(text) : string.Empty;

        // Several names of one node take several rows, so a few more are fetched, and all of them where that was not enough.
        int wanted = Math.Max(_spellingDepth, options.MaxResults + SpareRows);
        while (true)
        {
            int[] nearest = new int[Math.Min(wanted, _rows.Count)];
            int found = _table.FindNearest(query, allowed, _typeOfRow, nearest);
            var best = new Dictionary<int, (double Score, int Row)>();
            foreach (int row in nearest.AsSpan(0, found))
            {
                Weigh(row);
            }

            foreach (int row in FindOneSlipAway(folded, allowed))
            {
                Weigh(row);
            }

            void Weigh(int row)
            {
                double score = Score(folded, query, row);
                int node = _rows.NodeOfRow[row];
                if (!best.TryGetValue(node, out (double Score, int Row) known) || score > known.Score || (score == known.Score && row < known.Row))
                {
                    best[node] = (score, row);
                }
            }

            if (best.Count < options.MaxResults && found == nearest.Length && nearest.Length < _rows.Count)
            {
                wanted *= 4;
                continue;
            }

            return
            [
                .. best.Where(entry => entry.Value.Score > 0 && entry.Value.Score >= options.MinScore)
                    .OrderByDescending(entry => entry.Value.Score).ThenBy(entry => _rows.Nodes[entry.Key].Id)
                    .Take(options.MaxResults)
                    .Select(entry => new ScoredNode
                    {
                        Node = _rows.Nodes[entry.Key],
                        Score = entry.Value.Score,
                        Method = LinkMethods.Embedding,
                        MatchedName = _rows.Names[entry.Value.Row],
                    }),
            ];
        }
    }

    /// <summary>The names that may be one slip away from a short text: one slip changes the length by one and the set of letters by two at most.</summary>
    private List<int> FindOneSlipAway(string folded, bool[] allowed)
    {
        var rows = new List<int>();
        if (folded.Length is 0 or > LongestShortText)
        {
            return rows;
        }

        ulong letters = LettersOf(folded);
        for (int row = 0; row < _letters.Length; row++)
        {
            if (BitOperations.PopCount(letters ^ _letters[row]) <= 2
                && Math.Abs(_rows.Folded[row].Length - folded.Length) <= 1
                && (allowed.Length == 0 || allowed[_typeOfRow[row]]))
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private static ulong LettersOf(string folded)
    {
        ulong letters = 0;
        foreach (char letter in folded)
        {
            letters |= 1UL << (letter & 63);
        }

        return letters;
    }

    private double Score(string folded, float[] query, int row)
    {
        double cosine = Math.Clamp(_table.Cosine(row, query), 0, 1);
        if (folded.Length > 0)
        {
            double cost = SpellingDistance.Measure(folded, _rows.Folded[row]) + (CosineCost * (1 - cosine));
            cosine = Math.Max(cosine, 1 - (cost / folded.Length));
        }

        return Math.Round(cosine, 9, MidpointRounding.ToEven);
    }

    private static async Task<(EmbeddingRows Rows, string GraphHash)> ReadGraphAsync(
        IKnowledgeGraph graph, EmbeddingNodeIndexOptions options, CancellationToken cancellationToken)
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        EmbeddingRows rows = await EmbeddingRows.ReadAsync(graph, options.IncludeSynonyms, cancellationToken).ConfigureAwait(false);
        return (rows, metadata.ContentHash ?? string.Empty);
    }

    private static EmbeddingIndexHeader HeaderOf(EmbeddingRows rows, int dimensions, string graphHash, EmbeddingGeneratorIdentity generator) => new()
    {
        Dimensions = dimensions,
        Rows = rows.Count,
        RowsHash = rows.Hash,
        Generator = generator,
        GraphHash = graphHash,
    };

    private static float[] Allocate(int rows, int dimensions) => (long)rows * (dimensions + 15) <= Array.MaxLength
        ? new float[rows * dimensions]
        : throw new KnowledgeGraphException(FormattableString.Invariant(
            $"{rows} names at {dimensions} dimensions are more than one index can hold: use fewer dimensions or leave the synonyms out."));

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
