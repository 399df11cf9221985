namespace MedReason.Evaluation;

/// <summary>How an answer was read, or why none was. Stable codes.</summary>
public static class AnswerMethods
{
    /// <summary>A field of JSON or a tag, such as <c>"answer_choice": "B"</c> or <c>&lt;answer&gt;B&lt;/answer&gt;</c>.</summary>
    public const string Structured = "structured";

    /// <summary>
    /// The last statement that says which the answer is, such as "the correct answer is (B)", <c>\boxed{B}</c>, or a last line that is nothing but an option.
    /// </summary>
    public const string Statement = "statement";

    /// <summary>The first line names an option, and no other line does.</summary>
    public const string FirstLine = "first_line";

    /// <summary>The text of one option stands in the output, and that of no other.</summary>
    public const string OptionText = "option_text";

    /// <summary>The output is empty.</summary>
    public const string Empty = "empty";

    /// <summary>The output was cut off: the model ran into its limit, or a field or wrapper is left open.</summary>
    public const string Truncated = "truncated";

    /// <summary>The output opens a section of reasoning and does not close it.</summary>
    public const string UnclosedReasoning = "unclosed_reasoning";

    /// <summary>Nothing in the output says which option is meant.</summary>
    public const string None = "none";
}
