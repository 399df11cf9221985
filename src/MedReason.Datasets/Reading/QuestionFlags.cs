namespace MedReason.Datasets;

/// <summary>Holds the codes of what a reader notes of a row. They are stable.</summary>
public static class QuestionFlags
{
    /// <summary>The stem speaks of a figure, image or table that the row does not hold.</summary>
    public const string NeedsFigure = "needs_figure";

    /// <summary>Two options have the same text.</summary>
    public const string DuplicateOptions = "duplicate_options";

    /// <summary>An option stands for others: "both A and C", "all of the above", "none of the above".</summary>
    public const string CombinationOptions = "combination_options";

    /// <summary>The answer's text differs from the text of the option that its label names; the label won.</summary>
    public const string AnswerTextDiffers = "answer_text_differs";

    /// <summary>The stem listed the options too; the list was cut.</summary>
    public const string StemChoices = "stem_choices";

    /// <summary>A field held NaN, which is not JSON and was read as null.</summary>
    public const string NaN = "nan";

    /// <summary>The stem is empty.</summary>
    public const string EmptyQuestion = "empty_question";

    /// <summary>An earlier row has the same stem and options.</summary>
    public const string RepeatedQuestion = "repeated_question";

    /// <summary>The answer is in no option and has no label; the question is read as an open one.</summary>
    public const string NoAnswer = "no_answer";

    /// <summary>An earlier row has the id; the row is kept under its id with <c>#</c> and a number.</summary>
    public const string DuplicateId = "duplicate_id";

    /// <summary>The answer names no option; its text is kept without a label.</summary>
    public const string AnswerNotAnOption = "answer_not_an_option";

    /// <summary>The row has a field that the generic format does not know; it is not read.</summary>
    public const string UnknownField = "unknown_field";

    /// <summary>A field that the format has is missing or null; it is read as empty.</summary>
    public const string MissingField = "missing_field";
}
