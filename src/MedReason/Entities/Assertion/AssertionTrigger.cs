using MedReason.Text;

namespace MedReason.Entities;

/// <summary>What a trigger phrase does to the findings near it.</summary>
internal enum AssertionTriggerKind
{
    /// <summary>Denies what follows.</summary>
    AbsentForward,

    /// <summary>Denies what precedes.</summary>
    AbsentBackward,

    /// <summary>Denies what follows, or, at the end of a clause, what precedes: "ruled out", "not", "denies".</summary>
    AbsentEitherWay,

    /// <summary>Ascribes what follows to a relative.</summary>
    FamilyForward,

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

    /// <summary>Looks like a trigger but is not one.</summary>
    Pseudo,

    /// <summary>Ends the scope of what came before.</summary>
    Terminator,

    /// <summary>Starts a clause when it follows a comma or "and": ends the scope there only.</summary>
    ClauseStart,
}

/// <summary>A phrase that a sentence may hold, as lower-case words.</summary>
/// <param name="Words">Its words, as <see cref="TextTokenizer"/> parts them.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Reach">How many words its scope has at most.</param>
internal sealed record AssertionTrigger(string[] Words, AssertionTriggerKind Kind, int Reach);
