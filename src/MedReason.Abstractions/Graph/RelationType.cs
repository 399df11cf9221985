using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>The relation that an edge states, such as <c>indication</c> or <c>drug_protein/target</c>.</summary>
/// <remarks>
/// The text before the slash is the family, the text after it the part. An open set: any string is one, compared ordinally and case-sensitively.
/// <c>default</c> is the empty one.
/// </remarks>
[JsonConverter(typeof(RelationTypeJsonConverter))]
public readonly record struct RelationType : IComparable<RelationType>, IParsable<RelationType>
{
    private readonly string? _value;

    /// <summary>Wraps the name unchanged.</summary>
    /// <param name="value">The name; not empty, not only white space.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is null, empty or white space.</exception>
    public RelationType(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>The name; the empty string for <c>default</c>.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>
    /// Gets the text before the first slash, such as <c>drug_protein</c> of <c>drug_protein/target</c>; the whole name when there is no slash.
    /// </summary>
    public string Family
    {
        get
        {
            int slash = Value.IndexOf('/', StringComparison.Ordinal);
            return slash < 0 ? Value : Value[..slash];
        }
    }

    /// <summary>Wraps the name unchanged.</summary>
    /// <param name="s">The name.</param>
    /// <param name="provider">Not used: names have no culture.</param>
    /// <returns>The relation.</returns>
    /// <exception cref="FormatException"><paramref name="s"/> is empty or white space.</exception>
    public static RelationType Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out RelationType result) ? result : throw new FormatException("A relation cannot be empty.");
    }

    /// <summary>Wraps the name unchanged, if there is one.</summary>
    /// <param name="s">The name, or null.</param>
    /// <param name="provider">Not used: names have no culture.</param>
    /// <param name="result">The relation, or <c>default</c>.</param>
    /// <returns>False for null, empty and white space.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RelationType result)
    {
        result = string.IsNullOrWhiteSpace(s) ? default : new RelationType(s);
        return !string.IsNullOrWhiteSpace(s);
    }

    /// <inheritdoc />
    public bool Equals(RelationType other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public int CompareTo(RelationType other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The name.</summary>
    /// <returns><see cref="Value"/>.</returns>
    public override string ToString() => Value;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes first.</returns>
    public static bool operator <(RelationType left, RelationType right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes first or both are the same.</returns>
    public static bool operator <=(RelationType left, RelationType right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes last.</returns>
    public static bool operator >(RelationType left, RelationType right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes last or both are the same.</returns>
    public static bool operator >=(RelationType left, RelationType right) => left.CompareTo(right) >= 0;
}
