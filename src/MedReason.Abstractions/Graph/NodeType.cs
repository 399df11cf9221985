using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>The kind of thing a node is, such as <c>disease</c>, <c>gene/protein</c> or <c>effect/phenotype</c>.</summary>
/// <remarks>
/// The vocabulary is the graph's own. An open set: any string is one, compared ordinally and case-sensitively. <c>default</c> is the empty one.
/// </remarks>
[JsonConverter(typeof(NodeTypeJsonConverter))]
public readonly record struct NodeType : IComparable<NodeType>, IParsable<NodeType>
{
    private readonly string? _value;

    /// <summary>Wraps the name unchanged.</summary>
    /// <param name="value">The name; not empty, not only white space.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is null, empty or white space.</exception>
    public NodeType(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>The name; the empty string for <c>default</c>.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Wraps the name unchanged.</summary>
    /// <param name="s">The name.</param>
    /// <param name="provider">Not used: names have no culture.</param>
    /// <returns>The node type.</returns>
    /// <exception cref="FormatException"><paramref name="s"/> is empty or white space.</exception>
    public static NodeType Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out NodeType result) ? result : throw new FormatException("A node type cannot be empty.");
    }

    /// <summary>Wraps the name unchanged, if there is one.</summary>
    /// <param name="s">The name, or null.</param>
    /// <param name="provider">Not used: names have no culture.</param>
    /// <param name="result">The node type, or <c>default</c>.</param>
    /// <returns>False for null, empty and white space.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out NodeType result)
    {
        result = string.IsNullOrWhiteSpace(s) ? default : new NodeType(s);
        return !string.IsNullOrWhiteSpace(s);
    }

    /// <inheritdoc />
    public bool Equals(NodeType other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public int CompareTo(NodeType other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The name.</summary>
    /// <returns><see cref="Value"/>.</returns>
    public override string ToString() => Value;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes first.</returns>
    public static bool operator <(NodeType left, NodeType right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes first or both are the same.</returns>
    public static bool operator <=(NodeType left, NodeType right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes last.</returns>
    public static bool operator >(NodeType left, NodeType right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes last or both are the same.</returns>
    public static bool operator >=(NodeType left, NodeType right) => left.CompareTo(right) >= 0;
}
