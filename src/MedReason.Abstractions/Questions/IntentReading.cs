namespace MedReason;

/// <summary>What a question was read to ask for, and by which words. Immutable.</summary>
public sealed record IntentReading
{
    /// <summary>Gets the reading of a question whose intent could not be determined.</summary>
    public static IntentReading Unknown { get; } = new() { Intent = QuestionIntent.Other };

    /// <summary>Gets the intent.</summary>
    public required QuestionIntent Intent { get; init; }

    /// <summary>Gets the words of the question that decided; null when none did.</summary>
    public string? Cue { get; init; }
}
