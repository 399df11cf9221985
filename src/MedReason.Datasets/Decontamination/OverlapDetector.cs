using System.Runtime.InteropServices;

namespace MedReason.Datasets;

/// <summary>Finds which of a benchmark's questions a question overlaps.</summary>
/// <remarks>
/// <para>Two questions are one when they are <see cref="OverlapMeasure.Identical"/>; when both stems have <see cref="OverlapOptions.ShortStemWords"/> words or
/// more and one's n-grams are contained in the other's; when both are shorter, by the fuzzy ratio; and at any length by the longest common subsequence of stem
/// and sorted options: one changed sentence of twenty words breaks thirty-two n-grams, which in a stem of sixty words are most of them.</para>
/// <para>The benchmark's n-grams are in an inverted index of hashes, its short texts in two prefix-filtered ones, so that a search costs what it shares with
/// the benchmark, and finds exactly what comparing all pairs would find. Safe for concurrent use.</para>
/// </remarks>
public sealed class OverlapDetector
{
    private readonly OverlapOptions _options;
    private readonly OverlapText[] _texts;
    private readonly int[] _gramCounts;
    private readonly Dictionary<ulong, List<int>> _grams = [];
    private readonly PrefixIndex _words;
    private readonly PrefixIndex _characters;

    /// <summary>Indexes the questions of one or more benchmarks.</summary>
    /// <param name="benchmark">Their texts; matches hold the index in this list.</param>
    /// <param name="options">The bounds; null for the published ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of its range.</exception>
    public OverlapDetector(IEnumerable<OverlapText> benchmark, OverlapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        _options = options ?? new OverlapOptions();
        _options.Validate();
        _texts = [.. benchmark];
        _gramCounts = new int[_texts.Length];
        for (int index = 0; index < _texts.Length; index++)
        {
            if (_texts[index].StemWords >= _options.ShortStemWords)
            {
                ulong[] grams = _texts[index].StemGrams(_options.NGramLength);
                _gramCounts[index] = grams.Length;
                foreach (ulong gram in grams)
                {
                    if (!_grams.TryGetValue(gram, out List<int>? posting))
                    {
                        _grams.Add(gram, posting = []);
                    }

                    posting.Add(index);
                }
            }
        }

        _words = new PrefixIndex([.. _texts.Select(text => text.WordOccurrences())], [.. _texts.Select(SharedWords)]);
        IEnumerable<ulong[]> characters = _texts.Select(text => IsShort(text) ? text.CharacterGramOccurrences() : []);
        _characters = new PrefixIndex([.. characters], [.. _texts.Select(SharedCharacterGrams)]);
    }

    /// <summary>Finds the questions of the benchmark that a question overlaps.</summary>
    /// <param name="text">The question.</param>
    /// <returns>A match for each, in the order of the benchmark.</returns>
    public IReadOnlyList<OverlapMatch> Find(OverlapText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool[] isCandidate = new bool[_texts.Length];
        _words.MarkCandidates(text.WordOccurrences(), SharedWords(text), isCandidate);
        if (IsShort(text))
        {
            _characters.MarkCandidates(text.CharacterGramOccurrences(), SharedCharacterGrams(text), isCandidate);
        }
        else
        {
            MarkByGrams(text.StemGrams(_options.NGramLength), isCandidate);
        }

        var matches = new List<OverlapMatch>();
        for (int index = 0; index < isCandidate.Length; index++)
        {
            if (isCandidate[index] && Compare(text, _texts[index], _options) is (OverlapMeasure measure, double value))
            {
                matches.Add(new OverlapMatch { Index = index, Measure = measure, Value = Math.Round(value, 9) });
            }
        }

        return matches;
    }

    /// <summary>Compares two questions by the definition, without an index.</summary>
    /// <param name="left">The one question.</param>
    /// <param name="right">The other question.</param>
    /// <param name="options">The thresholds.</param>
    /// <returns>The first measure that reaches its threshold, and its value; null when none does.</returns>
    public static (OverlapMeasure Measure, double Value)? Compare(OverlapText left, OverlapText right, OverlapOptions options)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(options);
        if (left.Words.Length == 0 || right.Words.Length == 0)
        {
            return null;
        }

        if (left.StemWords == right.StemWords && string.Equals(left.Text, right.Text, StringComparison.Ordinal))
        {
            return (OverlapMeasure.Identical, 1);
        }

        if (left.StemWords >= options.ShortStemWords && right.StemWords >= options.ShortStemWords)
        {
            double containment = Containment(left.StemGrams(options.NGramLength), right.StemGrams(options.NGramLength));
            if (containment >= options.Containment)
            {
                return (OverlapMeasure.NGramContainment, containment);
            }
        }
        else if (left.StemWords < options.ShortStemWords && right.StemWords < options.ShortStemWords)
        {
            // The shorter bounds the ratio from above, so that most pairs need no table.
            int total = left.Text.Length + right.Text.Length;
            double ratio = 200.0 * Math.Min(left.Text.Length, right.Text.Length) / total;
            ratio = ratio < options.FuzzyRatio ? 0 : 200.0 * LongestCommonSubsequence.Length(left.Text.AsSpan(), right.Text.AsSpan()) / total;
            if (ratio >= options.FuzzyRatio)
            {
                return (OverlapMeasure.FuzzyRatio, ratio);
            }
        }

        int longer = Math.Max(left.Words.Length, right.Words.Length);
        double share = (double)Math.Min(left.Words.Length, right.Words.Length) / longer;
        share = share < options.SubsequenceShare ? 0 : (double)LongestCommonSubsequence.Length<ulong>(left.Words, right.Words) / longer;
        return share >= options.SubsequenceShare ? (OverlapMeasure.LongestCommonSubsequence, share) : null;
    }

    private void MarkByGrams(ulong[] grams, bool[] isCandidate)
    {
        var shared = new Dictionary<int, int>();
        foreach (ulong gram in grams)
        {
            if (_grams.TryGetValue(gram, out List<int>? posting))
            {
                foreach (int index in posting)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(shared, index, out _)++;
                }
            }
        }

        foreach ((int index, int count) in shared)
        {
            isCandidate[index] |= count >= _options.Containment * Math.Min(grams.Length, _gramCounts[index]);
        }
    }

    private bool IsShort(OverlapText text) => text.StemWords < _options.ShortStemWords;

    private static double Containment(ulong[] left, ulong[] right)
    {
        int shared = 0;
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            shared += left[i] == right[j] ? 1 : 0;
            (i, j) = (left[i] <= right[j] ? i + 1 : i, left[i] >= right[j] ? j + 1 : j);
        }

        return (double)shared / Math.Min(left.Length, right.Length);
    }

    // A common subsequence of s words shares s words; the longer has at least as many words as this one.
    private int SharedWords(OverlapText text) => (int)Math.Ceiling((_options.SubsequenceShare * text.Words.Length) - 1e-9);

    // At ratio r two texts of a and b characters differ by d = (1 - r)(a + b) insertions and deletions, and b is at most a(2 - r)/r; each of them breaks at
    // most three runs of three characters. The rest is shared.
    private int SharedCharacterGrams(OverlapText text)
    {
        double ratio = _options.FuzzyRatio / 100;
        int changes = (int)Math.Floor(((1 - ratio) * text.Text.Length * (1 + ((2 - ratio) / ratio))) + 1e-9);
        return Math.Max(1, text.Text.Length - 2 - (3 * changes));
    }
}
