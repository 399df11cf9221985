using System.Globalization;

namespace MedReason.Benchmarks;

/// <summary>The options of a verb: <c>--name value</c> or <c>--flag</c>.</summary>
internal sealed class VerbOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public VerbOptions(ReadOnlySpan<string> args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            bool hasValue = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            _values[args[i]] = hasValue ? args[i + 1] : string.Empty;
            i += hasValue ? 1 : 0;
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Find(string name) => _values.GetValueOrDefault(name);

    public string Require(string name) => Find(name) ?? throw new ArgumentException($"{name} is missing");

    public ulong GetNumber(string name, ulong fallback) => Find(name) is { } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
