using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Groups the questions of one set that are nearly the same.</summary>
/// <remarks>
/// Banded MinHash (Broder 1997) proposes pairs, the exact Jaccard similarity of their word shingles decides, and what is similar through others is one
/// cluster. With the defaults a pair at the bound is proposed with a probability of 0.9998, one at 0.8 with 0.99999995. Deterministic for a seed.
/// </remarks>
public static class NearDuplicates
{
    /// <summary>Groups questions.</summary>
    /// <param name="texts">The questions.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>For each question the index of the first question of its cluster, which may be its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of its range.</exception>
    public static IReadOnlyList<int> Cluster(
        IReadOnlyList<OverlapText> texts, NearDuplicateOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new NearDuplicateOptions();
        options.Validate();
        ulong[][] shingles = [.. texts.Select(text => text.Shingles(options.ShingleWords))];
        int[] parents = [.. Enumerable.Range(0, texts.Count)];
        ulong[] seeds =
        [
            .. Enumerable.Range(0, options.Bands * options.RowsPerBand)
                .Select(number => StableHash.Of(options.Seed, "minhash", number.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        ];
        ulong[][] signatures = [.. shingles.Select(set => Signature(set, seeds))];
        for (int band = 0; band < options.Bands; band++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var buckets = new Dictionary<ulong, List<int>>();
            for (int index = 0; index < texts.Count; index++)
            {
                if (shingles[index].Length == 0)
                {
                    continue;
                }

                ulong key = 0;
                foreach (ulong hash in signatures[index].AsSpan(band * options.RowsPerBand, options.RowsPerBand))
                {
                    key = OverlapText.Mix(key, hash);
                }

                if (!buckets.TryGetValue(key, out List<int>? bucket))
                {
                    buckets.Add(key, bucket = []);
                }

                foreach (int other in bucket)
                {
                    if (Root(parents, other) != Root(parents, index) && Jaccard(shingles[other], shingles[index]) >= options.Similarity)
                    {
                        Join(parents, other, index);
                    }
                }

                bucket.Add(index);
            }
        }

        return [.. Enumerable.Range(0, texts.Count).Select(index => Root(parents, index))];
    }

    internal static double Jaccard(ulong[] left, ulong[] right)
    {
        int shared = 0;
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            shared += left[i] == right[j] ? 1 : 0;
            (i, j) = (left[i] <= right[j] ? i + 1 : i, left[i] >= right[j] ? j + 1 : j);
        }

        return left.Length + right.Length == 0 ? 0 : (double)shared / (left.Length + right.Length - shared);
    }

    private static ulong[] Signature(ulong[] shingles, ulong[] seeds)
    {
        ulong[] signature = new ulong[seeds.Length];
        for (int i = 0; i < seeds.Length; i++)
        {
            ulong least = ulong.MaxValue;
            foreach (ulong shingle in shingles)
            {
                least = Math.Min(least, OverlapText.Mix(seeds[i], shingle));
            }

            signature[i] = least;
        }

        return signature;
    }

    private static int Root(int[] parents, int index)
    {
        while (parents[index] != index)
        {
            parents[index] = parents[parents[index]];
            index = parents[index];
        }

        return index;
    }

    // The earlier root stays, so that a cluster is named by its first question.
    private static void Join(int[] parents, int left, int right)
    {
        (int first, int second) = (Root(parents, left), Root(parents, right));
        parents[Math.Max(first, second)] = Math.Min(first, second);
    }
}
