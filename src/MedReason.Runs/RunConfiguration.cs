using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MedReason.Runs;

/// <summary>What a run is of: everything that its results depend on, by name. Immutable.</summary>
/// <remarks>How fast, how dear or on which machine a run goes is no part of it: two runs with the same configuration and the same replies give the same results.</remarks>
public sealed class RunConfiguration
{
    private const string KindName = "kind";
    private readonly SortedDictionary<string, string> _values;

    /// <summary>Makes a configuration.</summary>
    /// <param name="kind">What sort of run it is, such as <c>generate</c>.</param>
    /// <param name="values">Names and values; a name with a null value counts as not given. <c>kind</c> is taken.</param>
    /// <exception cref="ArgumentException">A name stands twice or is <c>kind</c>.</exception>
    public RunConfiguration(string kind, IEnumerable<KeyValuePair<string, string?>> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(values);
        _values = new SortedDictionary<string, string>(StringComparer.Ordinal) { [KindName] = kind };
        foreach ((string name, string? value) in values)
        {
            if (value is not null && !_values.TryAdd(name, value))
            {
                throw new ArgumentException($"'{name}' stands twice.", nameof(values));
            }
        }
    }

    /// <summary>What sort of run it is.</summary>
    public string Kind => _values[KindName];

    /// <summary>Names and values in ordinal order of the names, the kind among them.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>SHA-256 over names and values, as 64 lower-case hexadecimal digits.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));

    /// <summary>What differs from an earlier configuration, one sentence a name, in ordinal order.</summary>
    /// <param name="earlier">The earlier one.</param>
    /// <returns>For example <c>seed: was 0, is 1</c>; empty where nothing differs.</returns>
    public IReadOnlyList<string> DifferencesFrom(RunConfiguration earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var differences = new List<string>();
        foreach (string name in _values.Keys.Union(earlier._values.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string was = earlier._values.GetValueOrDefault(name, "not given");
            string now = _values.GetValueOrDefault(name, "not given");
            if (!string.Equals(was, now, StringComparison.Ordinal))
            {
                differences.Add($"{name}: was {was}, is {now}");
            }
        }

        return differences;
    }

    internal string ToJson()
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in _values)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    internal static RunConfiguration FromJson(string json)
    {
        using var document = JsonDocument.Parse(json);
        Dictionary<string, string?> values = document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString(), StringComparer.Ordinal);
        values.Remove(KindName, out string? kind);
        return new RunConfiguration(kind ?? throw new JsonException("A configuration without a kind."), values);
    }
}
