namespace MedReason.Verification;

/// <summary>How the two ends of a statement are related by its words. Immutable.</summary>
/// <param name="Reading">What the words between them were read to say.</param>
/// <param name="Senses">The one kind of statement that they make, and whether they leave the bond open.</param>
/// <param name="IsFirstActing">Whether the first end acts; null when the bond has no direction.</param>
/// <param name="Cue">The words.</param>
internal sealed record StatementRelation(RelationReading Reading, RelationSense Senses, bool? IsFirstActing, string Cue)
{
    private const RelationSense Benefits = RelationSense.Treats | RelationSense.Prevents;
    private const RelationSense Bonds = RelationSense.Causes | RelationSense.Presents | RelationSense.Associated;

    private static readonly (RelationSense Sense, RelationMeaning Meaning)[] Meanings =
    [
        (RelationSense.Treats, RelationMeaning.Treats), (RelationSense.Treats, RelationMeaning.Palliates), (RelationSense.Prevents, RelationMeaning.Prevents),
        (Bonds, RelationMeaning.Causes), (Bonds, RelationMeaning.Presents), (RelationSense.Associated, RelationMeaning.Associated),
        (RelationSense.ActsOn, RelationMeaning.Targets), (RelationSense.Expresses, RelationMeaning.ExpressedIn),
        (RelationSense.Involves, RelationMeaning.ParticipatesIn), (RelationSense.KindOf, RelationMeaning.IsA), (RelationSense.PartOf, RelationMeaning.PartOf),
        (RelationSense.PartOf, RelationMeaning.LocatedIn), (RelationSense.Resembles, RelationMeaning.Resembles),
        (RelationSense.Interacts, RelationMeaning.Interacts),
    ];

    /// <summary>Returns the same seen from the other end.</summary>
    public StatementRelation Turned() => this with { IsFirstActing = !IsFirstActing };

    /// <summary>Determines whether a relation of the graph says it.</summary>
    /// <param name="info">The relation.</param>
    /// <param name="isFromFirst">Whether its source is the first end.</param>
    public bool IsStatedBy(RelationInfo info, bool isFromFirst) => info.Polarity == Polarity.Affirmed && Says(info, isFromFirst);

    /// <summary>Determines whether a relation of the graph denies it.</summary>
    /// <param name="info">The relation.</param>
    /// <param name="isFromFirst">Whether its source is the first end.</param>
    public bool IsDeniedBy(RelationInfo info, bool isFromFirst) =>
        (info.Polarity == Polarity.Absent && Says(info, isFromFirst)) || (info.Polarity == Polarity.Contraindicated && IsBenefitOf(info, isFromFirst));

    /// <summary>Determines whether a relation of the graph states a harm where a benefit is asked about.</summary>
    /// <param name="info">The relation.</param>
    /// <param name="isFromFirst">Whether its source is the first end.</param>
    public bool IsHarmedBy(RelationInfo info, bool isFromFirst) =>
        info.Polarity == Polarity.Affirmed && info.Meaning == RelationMeaning.Causes && IsBenefitOf(info, isFromFirst);

    private bool IsBenefitOf(RelationInfo info, bool isFromFirst) =>
        (Senses & Benefits) != 0 && IsFirstActing == (isFromFirst != info.IsMeaningReversed);

    private bool Says(RelationInfo info, bool isFromFirst)
    {
        bool isNamed = Reading.Phrases.Any(meanings => meanings.Any(meaning => meaning.Relation == info.Relation));
        return (isNamed || Fits(info.Meaning))
            && (info.IsSymmetric || IsFirstActing is null || info.Meaning == RelationMeaning.Associated
                || IsFirstActing == (isFromFirst != info.IsMeaningReversed));
    }

    private bool Fits(RelationMeaning meaning) => Array.Exists(Meanings, pair => (Senses & pair.Sense) != 0 && pair.Meaning == meaning);
}
