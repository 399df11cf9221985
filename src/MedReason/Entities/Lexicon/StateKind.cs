namespace MedReason.Entities;

/// <summary>What a word for a state says of a person or a body.</summary>
internal enum StateKind
{
    /// <summary>In which state somebody is: "drowsy".</summary>
    State,

    /// <summary>In which state a body or a part of it is, whether or not a person is named: "swollen".</summary>
    Body,

    /// <summary>What somebody is like, as things are too: "rigid".</summary>
    Quality,

    /// <summary>What somebody did or what happened to somebody: "vomited", "confused".</summary>
    Deed,

    /// <summary>What somebody does: "snores". It counts with an ending only: a bare verb is an aim, an advice or a noun.</summary>
    Verb,
}
