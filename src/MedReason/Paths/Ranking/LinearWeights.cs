namespace MedReason.Paths;

/// <summary>Named weights of a linear model. Immutable.</summary>
internal sealed class LinearWeights
{
    private readonly SortedDictionary<string, double> _weights;

    /// <summary>Creates a model.</summary>
    /// <param name="weights">The weights by feature.</param>
    public LinearWeights(IEnumerable<KeyValuePair<string, double>> weights)
    {
        _weights = new SortedDictionary<string, double>(StringComparer.Ordinal);
        Lookup = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, double weight) in weights)
        {
            _weights[name] = weight;
            Lookup[name] = weight;
        }
    }

    /// <summary>Gets the weights in ordinal order of their names.</summary>
    public IReadOnlyDictionary<string, double> Weights => _weights;

    private Dictionary<string, double> Lookup { get; }

    /// <summary>Returns the sum of weight times value.</summary>
    /// <param name="vector">The features.</param>
    /// <returns>The sum; features without a weight count nothing.</returns>
    public double Score(FeatureVector vector)
    {
        double sum = 0;
        foreach ((string name, double value) in vector.Values)
        {
            sum += Lookup.GetValueOrDefault(name) * value;
        }

        return sum;
    }

    /// <summary>Returns the sum, split by the part of a feature's name before the colon.</summary>
    /// <param name="vector">The features.</param>
    /// <returns>The parts in ordinal order of their names, each rounded.</returns>
    public List<ScorePart> Split(FeatureVector vector)
    {
        var parts = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, double value) in vector.Values)
        {
            int colon = name.IndexOf(':', StringComparison.Ordinal);
            string part = colon < 0 ? name : name[..colon];
            parts[part] = parts.GetValueOrDefault(part) + (Lookup.GetValueOrDefault(name) * value);
        }

        return [.. parts.Select(part => new ScorePart { Name = part.Key, Value = PathScoring.Round(part.Value) })];
    }
}
