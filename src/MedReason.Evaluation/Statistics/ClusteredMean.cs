namespace MedReason.Evaluation;

/// <summary>
/// A mean over items of which some share a vignette, with a standard error that knows it (Liang and Zeger, Biometrika 73, 1986; the small-sample factor is G
/// / (G - 1)).
/// </summary>
public sealed record ClusteredMean
{
    /// <summary>The mean.</summary>
    public required double Mean { get; init; }

    /// <summary>The standard error; null for a single cluster.</summary>
    public required double? StandardError { get; init; }

    /// <summary>The interval by Student's t with as many degrees of freedom as clusters less one; null for a single cluster.</summary>
    public required Interval? Interval { get; init; }

    /// <summary>How many clusters there are.</summary>
    public required int Clusters { get; init; }

    /// <summary>Computes it.</summary>
    /// <param name="values">A value an item.</param>
    /// <param name="clusters">The cluster of each item, by any name; as many as there are values.</param>
    /// <param name="confidence">The confidence of the interval.</param>
    /// <returns>The mean with its error; null where there are no items.</returns>
    /// <exception cref="ArgumentException">There are not as many clusters as values.</exception>
    public static ClusteredMean? Of(IReadOnlyList<double> values, IReadOnlyList<string> clusters, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(clusters);
        if (values.Count != clusters.Count)
        {
            throw new ArgumentException("There must be a cluster for each value.", nameof(clusters));
        }

        WilsonInterval.Critical(confidence);
        if (values.Count == 0)
        {
            return null;
        }

        double mean = values.Sum() / values.Count;
        var residuals = new SortedDictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < values.Count; i++)
        {
            residuals[clusters[i]] = residuals.GetValueOrDefault(clusters[i]) + (values[i] - mean);
        }

        int count = residuals.Count;
        if (count < 2)
        {
            return new ClusteredMean { Mean = mean, StandardError = null, Interval = null, Clusters = count };
        }

        double error = Math.Sqrt(residuals.Values.Sum(residual => residual * residual) * count / (count - 1)) / values.Count;
        double half = error * Distributions.StudentQuantile(0.5 + (confidence / 2), count - 1);
        return new ClusteredMean { Mean = mean, StandardError = error, Interval = new Interval(mean - half, mean + half), Clusters = count };
    }
}
