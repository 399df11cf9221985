using MedReason.Text;

namespace MedReason.Entities;

/// <summary>What a trigger phrase does to the findings near it.</summary>
internal enum AssertionTriggerKind
{
    /// <summary>As a heading, puts the section under it into the past.</summary>
    HistoricalSection,

    /// <summary>As a heading, ascribes the section under it to relatives.</summary>
    FamilySection,

    /// <summary>As a heading, starts a section without a default of its own.</summary>
    OtherSection,

    /// <summary>Denies what follows.</summary>
    AbsentForward,

    /// <summary>Denies what precedes.</summary>
    AbsentBackward,

    /// <summary>Denies what follows, or, at the end of a clause, what precedes: "ruled out", "not", "denies".</summary>
    AbsentEitherWay,

    /// <summary>Denies what follows at the start of an item, elsewhere what precedes: "none".</summary>
    AbsentAtStart,

    /// <summary>Ascribes what follows to a relative.</summary>
    FamilyForward,

    /// <summary>Names a relative, to whom what follows belongs unless the relative is the patient, a companion or an informant.</summary>
    Kin,

    /// <summary>Ascribes what precedes to a relative.</summary>
    FamilyBackward,

    /// <summary>Puts what follows into the past.</summary>
    HistoricalForward,

    /// <summary>Puts what precedes into the past.</summary>
    HistoricalBackward,

    /// <summary>Speaks of what follows as something that may come or is looked for.</summary>
    HypotheticalForward,

    /// <summary>Speaks of what follows as something that may come, at the start of a sentence: "should he develop".</summary>
    HypotheticalAtStart,

    /// <summary>Asks for what follows, at the start of a sentence that ends with a question mark: "does she have".</summary>
    HypotheticalQuestion,

    /// <summary>Speaks of what precedes as something that may come.</summary>
    HypotheticalBackward,

    /// <summary>Leaves open whether what follows is there.</summary>
    PossibleForward,

    /// <summary>Leaves open whether what precedes is there.</summary>
    PossibleBackward,

    /// <summary>Looks like a trigger but is not one.</summary>
    Pseudo,

    /// <summary>Ends the scope of what came before.</summary>
    Terminator,

    /// <summary>Ends the scope of what came before, unless that is evidence: "no findings suggesting".</summary>
    Suggesting,

    /// <summary>Starts a clause when it follows a comma or "and": ends the scope there only.</summary>
    ClauseStart,

    /// <summary>Before a relative, makes it a companion or a source: "by her brother".</summary>
    Companion,

    /// <summary>Behind a relative, makes it an informant: "his mother says".</summary>
    Informing,

    /// <summary>Says, before a definite noun, where something is: "in", "to".</summary>
    Place,

    /// <summary>Starts a definite noun: "the", "his".</summary>
    Definite,

    /// <summary>Speaks, as a relative, of the patient as of another relative: of "his wife" and "her husband" one is the patient.</summary>
    Reciprocal,

    /// <summary>Names evidence of something else: "findings", "signs".</summary>
    EvidenceNoun,

    /// <summary>Joins the items of a list: "and", "or".</summary>
    Joining,

    /// <summary>Joins clauses: "and".</summary>
    ClauseJoining,

    /// <summary>Starts the next item of a denial: "or".</summary>
    Alternative,

    /// <summary>Ends an age: "old". The number before it is no duration.</summary>
    Age,

    /// <summary>Names a unit of time, before which a number is a duration: "a 3-day history".</summary>
    TimeUnit,

    /// <summary>Between a relative and the one whose relative it is: "of".</summary>
    KinOf,

    /// <summary>Starts whose relative it is, behind a word for "of": "the", "his". With another word the relative is the patient: "a mother of two".</summary>
    KinOwner,

    /// <summary>Names the patient as the one whose relative it is: "the mother of the child".</summary>
    PatientNoun,

    /// <summary>Starts a clause about a relative: "who".</summary>
    Relative,

    /// <summary>Names a spouse.</summary>
    Spouse,

    /// <summary>Names a parent.</summary>
    Parent,

    /// <summary>Says that a child was born: of "born to a 30-year-old mother" the child is the patient.</summary>
    Birth,

    /// <summary>Before a relative, makes it a companion only with a possessive behind it: "with his father", not "with a father who had gout".</summary>
    OwnCompanion,

    /// <summary>Says, before a relative, whose it is: "his", "both".</summary>
    KinPossessive,

    /// <summary>Starts, behind a comma, a clause or the next item of a list: "a".</summary>
    Article,
}

/// <summary>A phrase that a sentence may hold, as lower-case words.</summary>
/// <param name="Words">Its words, as <see cref="TextTokenizer"/> parts them.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Reach">The maximum number of words in its scope.</param>
/// <param name="IsBehindHyphen">Whether a hyphen stands before it: "-ve" and not "I've".</param>
internal sealed record AssertionTrigger(string[] Words, AssertionTriggerKind Kind, int Reach, bool IsBehindHyphen)
{
    public bool IsSection => Kind <= AssertionTriggerKind.OtherSection;

    /// <summary>Whether the phrase denies what follows or precedes.</summary>
    public bool Denies => Kind is AssertionTriggerKind.AbsentForward or AssertionTriggerKind.AbsentBackward or AssertionTriggerKind.AbsentEitherWay
        or AssertionTriggerKind.AbsentAtStart;

    /// <summary>Whether the phrase is found where a scope may start; the others are looked up by the rules that need them.</summary>
    public bool OpensScope => Kind < AssertionTriggerKind.Suggesting;
}
