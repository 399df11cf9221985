using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Represents what a relation means, by whatever name: <c>treats</c> for <c>indication</c> and for <c>biolink:treats</c>.</summary>
/// <remarks>
/// An open set: any string is one, compared ordinally and case-sensitively. The members say from what to what a meaning runs; a relation that runs the other
/// way, such as <c>treated_by</c>, has <see cref="RelationInfo.IsMeaningReversed"/>. <c>default</c> is <see cref="Unspecified"/>.
/// </remarks>
[JsonConverter(typeof(RelationMeaningJsonConverter))]
public readonly record struct RelationMeaning : IComparable<RelationMeaning>, IParsable<RelationMeaning>
{
    private const string UnspecifiedValue = "unspecified";
    private readonly string? _value;

    /// <summary>Wraps the name unchanged.</summary>
    /// <param name="value">The name; not empty, not only white space.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is null, empty or white space.</exception>
    public RelationMeaning(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = string.Equals(value, UnspecifiedValue, StringComparison.Ordinal) ? null : value;
    }

    /// <summary>Gets the meaning that nothing is known of: no vocabulary and no relation table describes the relation.</summary>
    public static RelationMeaning Unspecified => default;

    /// <summary>Gets "treats": from a drug or procedure to the condition that it cures or controls.</summary>
    public static RelationMeaning Treats { get; } = new("treats");

    /// <summary>Gets "prevents": from a drug, procedure or behaviour to the condition that it keeps from occurring.</summary>
    public static RelationMeaning Prevents { get; } = new("prevents");

    /// <summary>Gets "palliates": from a drug or procedure to the condition whose symptoms it relieves without curing it.</summary>
    public static RelationMeaning Palliates { get; } = new("palliates");

    /// <summary>Gets "causes": from a cause to the harm, side effect, disease or complication that it brings about.</summary>
    public static RelationMeaning Causes { get; } = new("causes");

    /// <summary>Gets "contraindicated": from a drug or procedure to the condition in which it must be avoided.</summary>
    public static RelationMeaning Contraindicated { get; } = new("contraindicated");

    /// <summary>Gets "presents": from a disease to a finding, symptom or phenotype of it.</summary>
    public static RelationMeaning Presents { get; } = new("presents");

    /// <summary>Gets "associated": the ends occur together or are linked by evidence, without a statement of how.</summary>
    public static RelationMeaning Associated { get; } = new("associated");

    /// <summary>Gets "targets": from a drug to the gene or protein that it binds or acts on, its enzymes, carriers and transporters included.</summary>
    public static RelationMeaning Targets { get; } = new("targets");

    /// <summary>Gets "regulates": from what changes an activity, an amount or an expression to what is changed.</summary>
    public static RelationMeaning Regulates { get; } = new("regulates");

    /// <summary>Gets "interacts": the ends act on each other, such as two proteins or two drugs.</summary>
    public static RelationMeaning Interacts { get; } = new("interacts");

    /// <summary>Gets "expressed_in": from a gene or protein to the anatomical structure that expresses it.</summary>
    public static RelationMeaning ExpressedIn { get; } = new("expressed_in");

    /// <summary>Gets "located_in": from a thing, process or disease to the place where it is.</summary>
    public static RelationMeaning LocatedIn { get; } = new("located_in");

    /// <summary>Gets "part_of": from a part to the whole.</summary>
    public static RelationMeaning PartOf { get; } = new("part_of");

    /// <summary>Gets "is_a": from the narrower to the broader concept.</summary>
    public static RelationMeaning IsA { get; } = new("is_a");

    /// <summary>Gets "participates_in": from a gene, protein or chemical to the process, pathway or function that it takes part in.</summary>
    public static RelationMeaning ParticipatesIn { get; } = new("participates_in");

    /// <summary>Gets "resembles": the ends are alike.</summary>
    public static RelationMeaning Resembles { get; } = new("resembles");

    /// <summary>Gets the documented meanings, <see cref="Unspecified"/> first.</summary>
    public static IReadOnlyList<RelationMeaning> WellKnown { get; } =
    [
        Unspecified, Treats, Prevents, Palliates, Causes, Contraindicated, Presents, Associated, Targets, Regulates, Interacts, ExpressedIn, LocatedIn, PartOf,
        IsA, ParticipatesIn, Resembles,
    ];

    /// <summary>Gets the name; <c>unspecified</c> for <c>default</c>.</summary>
    public string Value => _value ?? UnspecifiedValue;

    /// <summary>Wraps the name unchanged.</summary>
    /// <param name="s">The name.</param>
    /// <param name="provider">Not used: names have no culture.</param>
    /// <returns>The meaning.</returns>
    /// <exception cref="FormatException"><paramref name="s"/> is empty or white space.</exception>
    public static RelationMeaning Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out RelationMeaning result) ? result : throw new FormatException("A meaning cannot be empty.");
    }

    /// <summary>Wraps the name unchanged, if there is one.</summary>
    /// <param name="s">The name, or null.</param>
    /// <param name="provider">Not used: names have no culture.</param>
    /// <param name="result">The meaning, or <see cref="Unspecified"/>.</param>
    /// <returns>False for null, empty and white space.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RelationMeaning result)
    {
        result = string.IsNullOrWhiteSpace(s) ? default : new RelationMeaning(s);
        return !string.IsNullOrWhiteSpace(s);
    }

    /// <inheritdoc />
    public bool Equals(RelationMeaning other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public int CompareTo(RelationMeaning other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>Returns the name.</summary>
    /// <returns><see cref="Value"/>.</returns>
    public override string ToString() => Value;

    /// <summary>Determines whether the left meaning sorts before the right one in ordinal order.</summary>
    /// <param name="left">The left meaning.</param>
    /// <param name="right">The right meaning.</param>
    /// <returns>True when <paramref name="left"/> sorts before <paramref name="right"/>.</returns>
    public static bool operator <(RelationMeaning left, RelationMeaning right) => left.CompareTo(right) < 0;

    /// <summary>Determines whether the left meaning sorts before or equals the right one in ordinal order.</summary>
    /// <param name="left">The left meaning.</param>
    /// <param name="right">The right meaning.</param>
    /// <returns>True when <paramref name="left"/> sorts before or equals <paramref name="right"/>.</returns>
    public static bool operator <=(RelationMeaning left, RelationMeaning right) => left.CompareTo(right) <= 0;

    /// <summary>Determines whether the left meaning sorts after the right one in ordinal order.</summary>
    /// <param name="left">The left meaning.</param>
    /// <param name="right">The right meaning.</param>
    /// <returns>True when <paramref name="left"/> sorts after <paramref name="right"/>.</returns>
    public static bool operator >(RelationMeaning left, RelationMeaning right) => left.CompareTo(right) > 0;

    /// <summary>Determines whether the left meaning sorts after or equals the right one in ordinal order.</summary>
    /// <param name="left">The left meaning.</param>
    /// <param name="right">The right meaning.</param>
    /// <returns>True when <paramref name="left"/> sorts after or equals <paramref name="right"/>.</returns>
    public static bool operator >=(RelationMeaning left, RelationMeaning right) => left.CompareTo(right) >= 0;
}
