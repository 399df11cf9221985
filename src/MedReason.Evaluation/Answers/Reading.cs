namespace MedReason.Evaluation;

/// <summary>What one statement of an output says.</summary>
internal enum ReadingKind
{
    /// <summary>Nothing about an option.</summary>
    Nothing,

    /// <summary>One option is the answer.</summary>
    Answer,

    /// <summary>Several options are, or it contradicts itself.</summary>
    Several,

    /// <summary>It says that there is no answer, or names an option that does not exist.</summary>
    NoAnswer,

    /// <summary>One option is not the answer.</summary>
    Excluded,

    /// <summary>A wrapper or field is left open: the output was cut off.</summary>
    CutOff,
}

/// <summary>What one statement says, with the option and where the reading ended.</summary>
internal readonly record struct Reading(ReadingKind Kind, int Option, int End)
{
    public static Reading Of(ReadingKind kind, int end = 0) => new(kind, OptionTable.None, end);
}
