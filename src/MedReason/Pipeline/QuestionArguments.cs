using MedReason.Paths;

namespace MedReason.Pipeline;

/// <summary>What a question asks for, and what argues for each of its conclusions. Immutable.</summary>
/// <param name="Intent">What it asks for.</param>
/// <param name="Found">The paths that are arguments.</param>
/// <param name="Assessment">What they are worth.</param>
internal sealed record QuestionArguments(IntentReading Intent, IReadOnlyList<FoundArgument> Found, ArgumentAssessment Assessment)
{
    /// <summary>Gets for each conclusion the parts by which it is compared with the others when the answer is not known.</summary>
    public required IReadOnlyList<IReadOnlyList<ScorePart>> Parts { get; init; }

    /// <summary>Gets the paths that the arguments rest on, for all conclusions.</summary>
    public required IReadOnlyList<KgPath> Paths { get; init; }

    /// <summary>Gets the probability of arguments as strong for an answer drawn at random; null where answers are not drawn.</summary>
    public double? PValue { get; init; }
}
