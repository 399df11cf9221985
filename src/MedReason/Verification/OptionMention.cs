namespace MedReason.Verification;

/// <summary>A place where a text names an option.</summary>
/// <param name="Label">The option's label.</param>
/// <param name="Span">The words.</param>
/// <param name="IsByLabel">Whether it is named by its label and not by its text.</param>
internal readonly record struct OptionMention(string Label, ProseSpan Span, bool IsByLabel);
