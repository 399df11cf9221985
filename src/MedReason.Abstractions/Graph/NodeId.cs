using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>
/// The identity of a node: a compact identifier (CURIE) such as <c>MONDO:0005148</c>, <c>HP:0001945</c> or <c>DrugBank:DB00734</c>.
/// </summary>
/// <remarks>
/// Compared ordinally and case-sensitively; ordered by ordinal comparison of <see cref="Value"/>, which is the order wherever this library
/// breaks a tie by id. It is not a name: two nodes may share a name, never an id. <c>default</c> is the empty id, which no node has.
/// </remarks>
[JsonConverter(typeof(NodeIdJsonConverter))]
public readonly struct NodeId : IEquatable<NodeId>, IComparable<NodeId>, IComparable, IParsable<NodeId>
{
    private readonly string? _value;

    /// <summary>Wraps a CURIE unchanged.</summary>
    /// <param name="value">The identifier; not empty, not only white space.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is null, empty or white space.</exception>
    public NodeId(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>The identifier; the empty string for <c>default</c>.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Whether this is <c>default</c>, the id of no node.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>Gets the part before the first colon, such as <c>MONDO</c>; empty when there is no colon.</summary>
    public ReadOnlySpan<char> Prefix
    {
        get
        {
            ReadOnlySpan<char> value = Value;
            int colon = value.IndexOf(':');
            return colon < 0 ? default : value[..colon];
        }
    }

    /// <summary>Gets the part after the first colon, such as <c>0005148</c>; the whole identifier when there is no colon.</summary>
    public ReadOnlySpan<char> LocalId
    {
        get
        {
            ReadOnlySpan<char> value = Value;
            return value[(value.IndexOf(':') + 1)..];
        }
    }

    /// <summary>Wraps a CURIE unchanged.</summary>
    /// <param name="s">The identifier.</param>
    /// <param name="provider">Not used: identifiers have no culture.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException"><paramref name="s"/> is empty or white space.</exception>
    public static NodeId Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out NodeId id) ? id : throw new FormatException("A node id is a CURIE such as MONDO:0005148 and cannot be empty.");
    }

    /// <summary>Wraps a CURIE unchanged, if it is one.</summary>
    /// <param name="s">The identifier, or null.</param>
    /// <param name="provider">Not used: identifiers have no culture.</param>
    /// <param name="result">The id, or <c>default</c>.</param>
    /// <returns>False for null, empty and white space.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out NodeId result)
    {
        if (string.IsNullOrWhiteSpace(s))
        {
            result = default;
            return false;
        }

        result = new NodeId(s);
        return true;
    }

    /// <inheritdoc />
    public bool Equals(NodeId other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is NodeId other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public int CompareTo(NodeId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc />
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        NodeId other => CompareTo(other),
        _ => throw new ArgumentException("A node id compares to a node id.", nameof(obj)),
    };

    /// <summary>The identifier.</summary>
    /// <returns><see cref="Value"/>.</returns>
    public override string ToString() => Value;

    /// <summary>Ordinal equality.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether both are the same id.</returns>
    public static bool operator ==(NodeId left, NodeId right) => left.Equals(right);

    /// <summary>Ordinal inequality.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are different ids.</returns>
    public static bool operator !=(NodeId left, NodeId right) => !left.Equals(right);

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes first.</returns>
    public static bool operator <(NodeId left, NodeId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes first or both are the same.</returns>
    public static bool operator <=(NodeId left, NodeId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes last.</returns>
    public static bool operator >(NodeId left, NodeId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes last or both are the same.</returns>
    public static bool operator >=(NodeId left, NodeId right) => left.CompareTo(right) >= 0;
}
