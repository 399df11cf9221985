using System.Collections.Frozen;

namespace MedReason.Datasets;

/// <summary>Provides the options by which a bank is read. Immutable.</summary>
public sealed class QuestionReaderOptions
{
    private static readonly FrozenSet<string> DefaultRefusedFlags =
        FrozenSet.Create(StringComparer.Ordinal, QuestionFlags.DuplicateId, QuestionFlags.AnswerNotAnOption, QuestionFlags.MissingField);

    /// <summary>Gets the formats that can be named.</summary>
    /// <value>The default is <see cref="QuestionFormatRegistry.Default"/>.</value>
    public QuestionFormatRegistry Formats { get; init; } = QuestionFormatRegistry.Default;

    /// <summary>Gets the split that the file is, such as <c>train</c> or <c>test</c>; null when it is not declared.</summary>
    public string? Split { get; init; }

    /// <summary>Gets the name that results carry; null for the format's own.</summary>
    /// <remarks>Under a name that no registered format has, rows are for training only when their split says so.</remarks>
    public string? DatasetName { get; init; }

    /// <summary>Gets whether MedMCQA's <c>cop</c> counts from 1 (the original release) or from 0 (the hub's).</summary>
    /// <value>The default, null, lets the file decide when its values can (it contains a 0 or a 4); a file that cannot decide is refused.</value>
    public int? AnswerIndexBase { get; init; }

    /// <summary>Gets the flags (<see cref="QuestionFlags"/>) whose rows are refused; a row with another flag is kept with it.</summary>
    /// <value>
    /// The default refuses rows without identity, answer or a field of their format: <see cref="QuestionFlags.DuplicateId"/>,
    /// <see cref="QuestionFlags.AnswerNotAnOption"/>, <see cref="QuestionFlags.MissingField"/>. A value of the wrong type is always refused.
    /// </value>
    public IReadOnlySet<string> RefusedFlags { get; init; } = DefaultRefusedFlags;

    /// <summary>Gets the language of the questions, in which it is read what they ask for.</summary>
    /// <value>The default is <see cref="LanguageProfile.English"/>.</value>
    public LanguageProfile Language { get; init; } = LanguageProfile.English;

    /// <summary>Gets where a CSV or JSON lines file of another shape keeps its fields, for the format <c>generic</c>; null for the described shape.</summary>
    public QuestionMapping? Mapping { get; init; }

    /// <summary>Gets the callback that takes refused rows in the order of the file; null ends the reading at the first.</summary>
    public Action<QuestionIssue>? OnIssue { get; init; }

    /// <summary>Gets the callback that takes decisions made from the file, such as the base of MedMCQA's answers, each once.</summary>
    public Action<string>? OnNote { get; init; }
}
