namespace MedReason.Evaluation;

/// <summary>The words before a place in its clause, in lower case.</summary>
internal sealed class Clause
{
    /// <summary>How far back a clause is read.</summary>
    private const int MaximumLength = 160;

    /// <summary>How far back a line is searched for instructions.</summary>
    private const int MaximumLineLength = 200;

    /// <summary>How many words before a noun say whether it is the answer.</summary>
    private const int NearWords = 3;

    private readonly AnswerContext _context;
    private readonly List<string> _words = [];
    private readonly int _start;

    public Clause(AnswerContext context, int at)
    {
        _context = context;
        int from = Math.Max(0, at - MaximumLength);
        _start = from + context.Text.Text.AsSpan(from, at - from).LastIndexOfAny(TextMarks.ClauseEnds) + 1;
        for (int i = _start; i < at;)
        {
            ReadOnlySpan<char> word = context.Text.WordAt(i, out int end);
            if (!word.IsEmpty)
            {
                _words.Add(context.Text.Lower[i..Math.Min(end, at)]);
            }

            i = Math.Max(end, i + 1);
        }
    }

    /// <summary>Whether the place starts its clause.</summary>
    public bool IsEmpty => _words.Count == 0;

    /// <summary>Whether the place starts its line, but for words that make an option the answer.</summary>
    public bool StartsLine
    {
        get
        {
            OutputText text = _context.Text;
            int line = text.Text.LastIndexOf('\n', Math.Max(_start - 1, 0)) + 1;
            return _words.TrueForAll(word => _context.Grammar.Contains(AnswerWords.Modifiers, word))
                && (_start == 0 || !text.Text.AsSpan(line, Math.Max(_start - line, 0)).ContainsAnyInRange('A', 'z'));
        }
    }

    /// <summary>Whether the last word makes an option the answer.</summary>
    public bool IsModified => _words.Count > 0 && _context.Grammar.Contains(AnswerWords.Modifiers, _words[^1]);

    /// <summary>Whether what follows is another than the right answer.</summary>
    public bool IsRejected => IsAny(AnswerWords.Rejecting, _words.Count - NearWords) || IsHypothetical;

    /// <summary>Whether the clause supposes something.</summary>
    public bool IsHypothetical
    {
        get
        {
            for (int i = 0; i + 1 < _words.Count; i++)
            {
                if (_context.Grammar.Contains(AnswerWords.Modals, _words[i]) && _context.Grammar.Contains(AnswerWords.Opinions, _words[i + 1]))
                {
                    return true;
                }
            }

            return IsAny(AnswerWords.Hypothetical, 0);
        }
    }

    public bool IsNegated => IsAny(AnswerWords.Negations, 0);

    public bool IsFirstPerson => IsAny(AnswerWords.FirstPerson, 0);

    /// <summary>Whether a line asks for an answer in some form instead of giving one.</summary>
    public static bool IsInstruction(AnswerContext context, int at)
    {
        int from = Math.Max(0, at - MaximumLineLength);
        ReadOnlySpan<char> line = context.Text.Lower.AsSpan(from, at - from);
        line = line[(line.LastIndexOf('\n') + 1)..];
        foreach (string phrase in context.Grammar.List(AnswerWords.Instructions))
        {
            if (line.Contains(phrase, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAny(AnswerWords list, int from)
    {
        for (int i = Math.Max(0, from); i < _words.Count; i++)
        {
            if (_context.Grammar.Contains(list, _words[i]))
            {
                return true;
            }
        }

        return false;
    }
}
