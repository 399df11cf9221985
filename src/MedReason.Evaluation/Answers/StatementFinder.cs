namespace MedReason.Evaluation;

/// <summary>Finds the places of an output that state the answer, and decides by the last of them.</summary>
internal sealed class StatementFinder
{
    private readonly AnswerContext _context;
    private readonly ValueReader _reader;
    private readonly LineLabels _lines;
    private readonly List<(int At, Reading Reading)> _statements = [];
    private readonly List<Reading> _judgements = [];

    public StatementFinder(AnswerContext context)
    {
        _context = context;
        _reader = new ValueReader(context);
        _lines = new LineLabels(context, _reader);
    }

    /// <summary>The reading of the last statement; where there is none, of all judgements ("B is correct") together.</summary>
    public Reading Find()
    {
        FindAnchored();
        if (_context.Has(AnswerRules.LabelFirstStatement))
        {
            FindLabelFirst();
        }

        if (_context.Has(AnswerRules.LastLine))
        {
            Reading line = _lines.Last(out int start);
            _statements.Add((start, line));
        }

        _statements.Sort((left, right) => left.At.CompareTo(right.At));
        Reading last = Last();
        return last.Kind == ReadingKind.Nothing ? Together() : last;
    }

    /// <summary>The option that the first labelled line names.</summary>
    public Reading FirstLine() => _lines.First();

    private Reading Last()
    {
        for (int i = _statements.Count - 1; i >= 0; i--)
        {
            Reading reading = _statements[i].Reading;
            if (reading.Kind is ReadingKind.Nothing or ReadingKind.Excluded)
            {
                continue;
            }

            bool isExcluded = reading.Kind == ReadingKind.Answer
                && _statements.Skip(i + 1).Any(later => later.Reading.Kind == ReadingKind.Excluded && later.Reading.Option == reading.Option);
            return isExcluded ? Reading.Of(ReadingKind.NoAnswer) : reading;
        }

        return default;
    }

    private Reading Together()
    {
        Reading only = default;
        foreach (Reading reading in _judgements)
        {
            bool isOther = reading.Kind == ReadingKind.Answer && only.Kind == ReadingKind.Answer && only.Option != reading.Option;
            if (isOther || reading.Kind == ReadingKind.Several)
            {
                return Reading.Of(ReadingKind.Several);
            }

            only = reading.Kind == ReadingKind.Answer ? reading : only;
        }

        bool isDenied = only.Kind == ReadingKind.Answer && _judgements.Exists(one => one.Kind == ReadingKind.Excluded && one.Option == only.Option);
        return isDenied ? Reading.Of(ReadingKind.Several) : only;
    }

    private void FindAnchored()
    {
        ReadOnlySpan<char> lower = _context.Text.Lower;
        for (int at = 0; at < lower.Length && lower[at..].IndexOfAny(_context.Grammar.Anchors) is int found and >= 0;)
        {
            at += found;
            Reading reading = ReadAnchor(at, out int end);
            if (reading.Kind != ReadingKind.Nothing)
            {
                _statements.Add((at, reading));
            }

            at = Math.Max(at + 1, end);
        }
    }

    private Reading ReadAnchor(int at, out int end)
    {
        OutputText text = _context.Text;
        end = at;
        if (OutputText.IsUnspaced(text.At(at)))
        {
            return _context.Has(AnswerRules.UnspacedStatement) ? UnspacedStatement.Read(_context, _reader, at, out end) : default;
        }

        if (text.IsAt(at, BoxStatement.Opening))
        {
            return _context.Has(AnswerRules.BoxStatement) ? BoxStatement.Read(_context, at, out end) : default;
        }

        if (at > 0 && OutputText.IsWordUnit(text.At(at - 1)))
        {
            return default;
        }

        if (_context.StartsWithAny(AnswerWords.Conclusions, at, out _))
        {
            return _context.Has(AnswerRules.ConclusionStatement) ? ConclusionStatement.Read(_context, _reader, at) : default;
        }

        if (_context.StartsWithAny(AnswerWords.Choosing, at, out int verbEnd))
        {
            return _context.Has(AnswerRules.ChoosingStatement) ? ChoosingStatement.Read(_context, _reader, at, verbEnd, out end) : default;
        }

        return _context.Has(AnswerRules.NounStatement) ? NounStatement.Read(_context, _reader, at, out end) : default;
    }

    private void FindLabelFirst()
    {
        OutputText text = _context.Text;
        for (int at = 0; at < text.Length && text.Text.AsSpan(at).IndexOfAnyInRange('A', 'Z') is int found and >= 0; at++)
        {
            at += found;
            int option = _context.LoneLabel(at);
            if (option < 0 || (at > 0 && OutputText.IsWordUnit(text.At(at - 1))))
            {
                continue;
            }

            Reading reading = LabelFirstStatement.Read(_context, at, option, out bool isJudgement);
            if (reading.Kind == ReadingKind.Nothing)
            {
                continue;
            }

            if (isJudgement)
            {
                _judgements.Add(reading);
            }
            else
            {
                _statements.Add((at, reading));
            }
        }
    }
}
