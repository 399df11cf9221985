namespace MedReason;

/// <summary>Named numbers that describe a path or a node; a name that is added twice adds up.</summary>
internal sealed class FeatureVector
{
    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);

    /// <summary>The names with their values, in ordinal order.</summary>
    public IReadOnlyCollection<KeyValuePair<string, double>> Values => _values;

    /// <summary>Adds to a feature.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">What is added.</param>
    public void Add(string name, double value = 1) => _values[name] = _values.GetValueOrDefault(name) + value;
}
