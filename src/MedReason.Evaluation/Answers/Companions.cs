namespace MedReason.Evaluation;

/// <summary>Finds another option beside one: "A and B", "A/B", "A, B", "A to D".</summary>
internal sealed class Companions(AnswerContext context)
{
    /// <summary>How many words part two options that are named together.</summary>
    private const int MaximumSteps = 6;

    private readonly OutputText _text = context.Text;

    /// <summary>Whether another option is named behind one.</summary>
    /// <param name="option">The option.</param>
    /// <param name="at">Where its label or text ends.</param>
    /// <param name="isText">Whether it was named by its text; only then another is named by its text alone.</param>
    public bool HasOther(int option, int at, bool isText)
    {
        at = _text.SkipClosing(_text.SkipCommands(_text.SkipClosing(at)));
        int next = at + 1;
        if (!TextMarks.Joining.Contains(_text.At(at)) && !context.IsAny(AnswerWords.Joining, at, out next))
        {
            return false;
        }

        for (int step = 0; step < MaximumSteps; step++)
        {
            next = _text.SkipOpening(_text.SkipClosing(next), out _);
            int other = context.LoneLabel(next);
            int end = next + 1;
            other = other >= 0 || !isText ? other : context.Options.TextAt(_text, next, out end);
            if (other != OptionTable.None)
            {
                return other != option && !IsSubject(end);
            }

            next = _text.At(next) == '/' ? next + 1 : next;
            if (!context.IsAny(AnswerWords.JoiningFillers, next, out next))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether what ends here is the subject of a clause of its own: "B, and C is wrong".</summary>
    private bool IsSubject(int at) => context.IsAny(AnswerWords.Verbs, _text.SkipClosing(at), out _);
}
