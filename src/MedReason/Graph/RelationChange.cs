namespace MedReason;

/// <summary>Represents a relation that two graphs do not describe alike. Immutable.</summary>
public sealed class RelationChange : GraphChange
{
    private static readonly (string Name, Func<RelationInfo, object> Get)[] Members =
    [
        (nameof(RelationInfo.Family), static info => info.Family),
        (nameof(RelationInfo.DisplayName), static info => info.DisplayName),
        (nameof(RelationInfo.ForwardPhrase), static info => info.ForwardPhrase),
        (nameof(RelationInfo.ReversePhrase), static info => info.ReversePhrase),
        (nameof(RelationInfo.Polarity), static info => info.Polarity),
        (nameof(RelationInfo.Meaning), static info => info.Meaning),
        (nameof(RelationInfo.IsMeaningReversed), static info => info.IsMeaningReversed),
        (nameof(RelationInfo.IsSymmetric), static info => info.IsSymmetric),
    ];

    internal RelationChange(RelationInfo? before, RelationInfo? after)
        : base(KindOf(before, after), before is null || after is null ? [] : FindChanged(before, after))
    {
        Before = before;
        After = after;
    }

    /// <summary>Gets the relation in the earlier graph; null when it was added.</summary>
    public RelationInfo? Before { get; }

    /// <summary>Gets the relation in the later graph; null when it was removed.</summary>
    public RelationInfo? After { get; }

    /// <summary>Gets the relation.</summary>
    public RelationType Relation => (After ?? Before)!.Relation;

    private static string[] FindChanged(RelationInfo before, RelationInfo after) =>
        [.. Members.Where(member => !member.Get(before).Equals(member.Get(after))).Select(static member => member.Name)];
}
