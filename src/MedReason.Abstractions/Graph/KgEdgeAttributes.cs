using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Represents what one source states about an edge: where it is from, how often it holds, and for whom. Immutable.</summary>
/// <remarks>
/// The members follow the association slots of the Biolink model. An edge that several sources or publications state has one of these for each, so that a
/// frequency stays with the publication that reports it. A statement that is denied (negated) is an edge of a relation whose polarity is absent, and not an
/// attribute. All texts are untrusted data. Lists that a JSON object leaves out are empty.
/// </remarks>
public sealed class KgEdgeAttributes : IEquatable<KgEdgeAttributes>
{
    /// <summary>Gets the knowledge sources, the primary one first, such as <c>infores:ctd</c>; empty when the graph does not name one.</summary>
    public IReadOnlyList<string> Sources { get; init => field = value ?? []; } = [];

    /// <summary>Gets the publications as CURIEs, such as <c>PMID:12565827</c>, in the source's order; empty when the source cites none.</summary>
    public IReadOnlyList<string> Publications { get; init => field = value ?? []; } = [];

    /// <summary>Gets the evidence codes, such as <c>PCS</c> or <c>ECO:0000304</c>, in the source's order; empty when the source gives none.</summary>
    public IReadOnlyList<string> EvidenceCodes { get; init => field = value ?? []; } = [];

    /// <summary>Gets the share of cases in which the statement holds; null when the source does not give it.</summary>
    public KgFrequency? Frequency { get; init; }

    /// <summary>Gets the age of onset, such as <c>HP:0003577</c>; null when the source does not give it.</summary>
    public string? Onset { get; init; }

    /// <summary>Gets the sex to which the statement is limited, as the source writes it; null when it holds for both.</summary>
    public string? Sex { get; init; }

    /// <summary>Gets the confidence that the source gives to the statement, on the source's scale; null when it gives none.</summary>
    public double? Confidence { get; init; }

    /// <summary>Gets what else the source states, by the source's names, in ordinal order of the names; empty when there is nothing else.</summary>
    public IReadOnlyDictionary<string, string> Additional
    {
        get;
        init => field = value ?? ReadOnlyDictionary<string, string>.Empty;
    } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Gets a value indicating whether nothing is stated.</summary>
    [JsonIgnore]
    public bool IsEmpty => Sources.Count == 0 && Publications.Count == 0 && EvidenceCodes.Count == 0 && Frequency is null && Onset is null && Sex is null
        && Confidence is null && Additional.Count == 0;

    /// <summary>Gets the order in which the statements of an edge are kept: member by member, texts ordinally, null first.</summary>
    public static IComparer<KgEdgeAttributes> CanonicalOrder { get; } = Comparer<KgEdgeAttributes>.Create(Compare);

    /// <summary>Determines whether both state the same.</summary>
    /// <param name="other">The other attributes.</param>
    /// <returns>True when every member is equal, lists in their order.</returns>
    public bool Equals(KgEdgeAttributes? other) => other is not null && Compare(this, other) == 0;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as KgEdgeAttributes);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (string text in Sources.Concat(Publications).Concat(EvidenceCodes))
        {
            hash.Add(text, StringComparer.Ordinal);
        }

        hash.Add(Frequency?.Text, StringComparer.Ordinal);
        hash.Add(Onset, StringComparer.Ordinal);
        hash.Add(Sex, StringComparer.Ordinal);
        hash.Add(Confidence);
        hash.Add(Additional.Count);
        return hash.ToHashCode();
    }

    private static int Compare(KgEdgeAttributes left, KgEdgeAttributes right)
    {
        int order = Compare(left.Sources, right.Sources);
        order = order != 0 ? order : Compare(left.Publications, right.Publications);
        order = order != 0 ? order : Compare(left.EvidenceCodes, right.EvidenceCodes);
        order = order != 0 ? order : string.CompareOrdinal(left.Frequency?.Text, right.Frequency?.Text);
        order = order != 0 ? order : string.CompareOrdinal(left.Onset, right.Onset);
        order = order != 0 ? order : string.CompareOrdinal(left.Sex, right.Sex);
        order = order != 0 ? order : Nullable.Compare(left.Confidence, right.Confidence);
        return order != 0 ? order : Compare([.. Flatten(left.Additional)], [.. Flatten(right.Additional)]);
    }

    private static int Compare(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        for (int i = 0; i < left.Count && i < right.Count; i++)
        {
            int order = string.CompareOrdinal(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    private static IEnumerable<string> Flatten(IReadOnlyDictionary<string, string> pairs) =>
        pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal).SelectMany(static pair => new[] { pair.Key, pair.Value });
}
