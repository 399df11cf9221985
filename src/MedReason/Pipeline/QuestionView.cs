namespace MedReason.Pipeline;

/// <summary>What each stage may see of a question: the only place where answers are hidden. Immutable.</summary>
internal sealed class QuestionView
{
    /// <summary>Creates the view of an attempt.</summary>
    /// <param name="question">The question; checked.</param>
    /// <param name="mode">Whether the answer is known.</param>
    /// <param name="visibility">What ranker and writer see of a known answer.</param>
    public QuestionView(MedicalQuestion question, ReasoningMode mode, AnswerVisibility visibility)
    {
        Known = QuestionCheck.CompleteAnswer(question, mode);
        IsAnswerHidden = mode == ReasoningMode.Explain && visibility == AnswerVisibility.Hidden;

        // Where options stand in for the answer, no stage before the verdict needs it, and what no stage sees cannot leak.
        bool isBlankFromStart = mode == ReasoningMode.Answer || (IsAnswerHidden && Known.Options.Count > 0 && Known.AnswerLabel is not null);
        ForReading = isBlankFromStart ? Known.WithoutAnswer() : Known with { ReferenceReasoning = null };
        ForArguing = mode == ReasoningMode.Answer || IsAnswerHidden ? Known.WithoutAnswer() : Known;
    }

    /// <summary>Gets whether a known answer is hidden from ranker and writer.</summary>
    public bool IsAnswerHidden { get; }

    /// <summary>Gets the question as the verifier sees it: in explain mode with its answer, in answer mode without.</summary>
    public MedicalQuestion Known { get; }

    /// <summary>Gets the question as extractor and linker see it.</summary>
    public MedicalQuestion ForReading { get; }

    /// <summary>Gets the question as ranker and writer see it.</summary>
    public MedicalQuestion ForArguing { get; }

    /// <summary>Returns the links as ranker and writer see them.</summary>
    public IReadOnlyList<EntityLink> LinksForArguing(IReadOnlyList<EntityLink> links) =>
        IsAnswerHidden ? [.. links.Where(link => link.Mention.Role is not (MentionRole.Answer or MentionRole.Rationale))] : links;
}
