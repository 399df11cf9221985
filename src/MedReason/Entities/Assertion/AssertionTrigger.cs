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
}

/// <summary>A phrase that a sentence may hold, as lower-case words.</summary>
/// <param name="Words">Its words, as <see cref="TextTokenizer"/> parts them.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Reach">How many words its scope has at most.</param>
internal sealed record AssertionTrigger(string[] Words, AssertionTriggerKind Kind, int Reach)
{
    public bool IsSection => Kind <= AssertionTriggerKind.OtherSection;

    /// <summary>Whether the phrase is found where a scope may start; the others are looked up by the rules that need them.</summary>
    public bool OpensScope => Kind < AssertionTriggerKind.Suggesting;
}
