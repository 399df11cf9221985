namespace MedReason.Chat;

/// <summary>One part of a question as a model sees it, under a name of ours.</summary>
internal sealed class QuestionPart
{
    private QuestionPart(string name, int number, MentionRole role, string? optionLabel, UntrustedText text, bool isCut)
    {
        Name = name;
        Number = number;
        Role = role;
        OptionLabel = optionLabel;
        Text = text;
        IsCut = isCut;
        Shown = role == MentionRole.Option ? text.Line : text.Clean;
    }

    /// <summary>What the model calls it: the label of its block, for an option "option" with its number.</summary>
    public string Name { get; }

    /// <summary>The number of an option, from 1; 0 for the other parts.</summary>
    public int Number { get; }

    public MentionRole Role { get; }

    public string? OptionLabel { get; }

    public UntrustedText Text { get; }

    /// <summary>The text as the model sees it; as long as the clean one.</summary>
    public string Shown { get; }

    public bool IsCut { get; }

    /// <summary>
    /// The parts that have a text, in the order of roles. Options go by number, since their labels are untrusted too; an answer that repeats its option
    /// is not sent twice, see <see cref="FindAnsweredOption"/>.
    /// </summary>
    public static List<QuestionPart> Of(MedicalQuestion question, int maxLength)
    {
        var parts = new List<QuestionPart>();
        Add("question", 0, MentionRole.Question, null, question.Text);
        Add("context", 0, MentionRole.Context, null, question.Context);
        if (FindAnsweredOption(question) is null)
        {
            Add("answer", 0, MentionRole.Answer, null, question.Answer);
        }

        Add("rationale", 0, MentionRole.Rationale, null, question.Rationale);
        for (int i = 0; i < question.Options.Count; i++)
        {
            Add(FormattableString.Invariant($"option {i + 1}"), i + 1, MentionRole.Option, question.Options[i].Label, question.Options[i].Text);
        }

        return parts;

        void Add(string name, int number, MentionRole role, string? optionLabel, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                string sent = Cut(text, maxLength);
                parts.Add(new QuestionPart(name, number, role, optionLabel, UntrustedText.Create(sent), sent.Length < text.Length));
            }
        }
    }

    /// <summary>Determines whether this part contains a mention.</summary>
    public bool Holds(EntityMention mention) => Role == mention.Role && string.Equals(OptionLabel, mention.OptionLabel, StringComparison.Ordinal);

    /// <summary>The option that says the answer word by word, if there is one.</summary>
    public static AnswerOption? FindAnsweredOption(MedicalQuestion question) =>
        question.Answer is null ? null : question.Options.FirstOrDefault(option => string.Equals(option.Text, question.Answer, StringComparison.Ordinal));

    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
