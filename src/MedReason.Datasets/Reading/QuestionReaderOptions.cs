using System.Collections.Frozen;

namespace MedReason.Datasets;

/// <summary>How a bank is read. Immutable.</summary>
public sealed class QuestionReaderOptions
{
    private static readonly FrozenSet<string> DefaultRefusedFlags =
        FrozenSet.Create(StringComparer.Ordinal, QuestionFlags.DuplicateId, QuestionFlags.AnswerNotAnOption, QuestionFlags.MissingField);

    /// <summary>The split that the file is, such as <c>train</c> or <c>test</c>; carried into provenance. Null where it is not told.</summary>
    public string? Split { get; init; }

    /// <summary>The name that results carry; null for the format's own.</summary>
    public string? DatasetName { get; init; }

    /// <summary>
    /// For MedMCQA: whether <c>cop</c> counts from 1 (the original release) or from 0 (the hub's). Null lets the file decide where its values can
    /// (a 0 or a 4 stands in it); a file that cannot decide is refused.
    /// </summary>
    public int? AnswerIndexBase { get; init; }

    /// <summary>
    /// The flags (<see cref="QuestionFlags"/>) whose rows are refused; a row with another flag is kept with it. The preset refuses what leaves a row without identity,
    /// answer or a field of its format: <see cref="QuestionFlags.DuplicateId"/>, <see cref="QuestionFlags.AnswerNotAnOption"/>, <see cref="QuestionFlags.MissingField"/>.
    /// A value of the wrong type is always refused.
    /// </summary>
    public IReadOnlySet<string> RefusedFlags { get; init; } = DefaultRefusedFlags;

    /// <summary>For <see cref="QuestionFormat.Generic"/>: where a CSV or JSON lines file of another shape keeps its fields; null for the described shape.</summary>
    public QuestionMapping? Mapping { get; init; }

    /// <summary>
    /// Takes the rows that are refused, instead of ending the reading at the first; null ends it. Called in the order of the file.
    /// </summary>
    public Action<QuestionIssue>? OnIssue { get; init; }

    /// <summary>Told once for a decision that the reader took from the file, such as the base of MedMCQA's answers; null where nobody listens.</summary>
    public Action<string>? OnNote { get; init; }
}
