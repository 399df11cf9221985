namespace MedReason.Paths;

/// <summary>Named numbers that describe a path or a node; a name that is added twice adds up.</summary>
internal sealed class FeatureVector
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, double>> _values = [];

    /// <summary>Gets the names with their values, in the order in which they were first added.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Values => _values;

    /// <summary>Adds to a feature.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The amount to add.</param>
    public void Add(string name, double value = 1)
    {
        if (_positions.TryGetValue(name, out int position))
        {
            _values[position] = KeyValuePair.Create(name, _values[position].Value + value);
        }
        else
        {
            _positions[name] = _values.Count;
            _values.Add(KeyValuePair.Create(name, value));
        }
    }
}
