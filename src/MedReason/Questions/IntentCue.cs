using System.Text.RegularExpressions;

namespace MedReason.Questions;

/// <summary>A section of the list of intent cues: what its words decide.</summary>
/// <param name="Intent">The intent that a match decides.</param>
/// <param name="ByOptions">Whether the intent that most options show wins over <paramref name="Intent"/>.</param>
/// <param name="Pattern">The words, as one expression.</param>
internal sealed record IntentCue(QuestionIntent Intent, bool ByOptions, Regex Pattern);
