namespace MedReason.Entities;

/// <summary>The texts of a question by the part that a mention names.</summary>
internal static class QuestionParts
{
    /// <summary>The part's own text; empty where the question has no such part.</summary>
    public static string Text(MedicalQuestion question, MentionRole role, string? optionLabel) => role switch
    {
        MentionRole.Question => question.Text,
        MentionRole.Context => question.Context ?? string.Empty,
        MentionRole.Answer => question.Answer ?? string.Empty,
        MentionRole.Rationale => question.Rationale ?? string.Empty,
        MentionRole.Option => question.FindOption(optionLabel)?.Text ?? string.Empty,
        _ => string.Empty,
    };

    /// <summary>
    /// What may support a reading of a mention: its own part and the question. The other options and the rationale may not, since they speak of what the
    /// mention is set against or of what is not known yet.
    /// </summary>
    public static string SupportingText(MedicalQuestion question, EntityMention mention)
    {
        string own = Text(question, mention.Role, mention.OptionLabel);
        return mention.Role == MentionRole.Question ? own : own + "\n" + question.Text;
    }
}
