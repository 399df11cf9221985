using System.Buffers;

namespace MedReason.Evaluation;

/// <summary>Finds the places of an output that say which the answer is, and decides by the last of them.</summary>
internal sealed class StatementFinder
{
    private const int LongestGap = 80;
    private const int MostGapWords = 9;

    private static readonly SearchValues<string> Stems = SearchValues.Create(
        [
            "answer", "ans", "option", "choice", "boxed{", "fbox{", "####", "choose", "select", "pick", "go with", "going with", "opt for", "settle on",
            "therefore", "thus", "hence", "so ", "so,", "actually", "correction", "it's ", "it is ", "it must be ",
            "答案", "正确选项", "选", "選", "正解", "答え", "回答", "解答", "정답", "답", "respuesta", "réponse", "reponse", "antwort", "ответ", "відповідь", "resposta",
                "risposta", "odpowied",
            "antwoord", "svar", "cevap", "yanıt", "उत्तर", "đáp án", "jawaban", "คำตอบ", "إجابة", "اجابة", "الجواب", "απάντηση", "תשובה", "پاسخ", "جواب",
                "vastaus", "odpověď", "răspuns", "válasz", "lösung",
        ],
        StringComparison.Ordinal);

    private static readonly string[] Copulas = ["is", "are", "be", "remains", "becomes", "est", "ist", "es", "é", "è", "jest", "är", "er", "on", "is:", "este",
        "là", "adalah", "คือ", "هي", "هو", "είναι", "היא", "הוא", "است", "है", "это", "является", "=", "lautet", "sería", "seria", "serait", "would", "wäre"];

    private static readonly string[] Hedges = ["could", "might", "may", "was", "were", "can", "seemed", "looked", "war", "était", "era"];

    private static readonly string[] GapNegations = ["not", "isn't", "cannot", "can't", "never", "no", "nicht", "pas", "n'est", "не", "não", "non", "nie",
        "inte", "ikke", "niet", "aren't", "wouldn't", "shouldn't"];

    private static readonly string[] Rejecting =
    [
        "incorrect", "wrong", "worst", "false", "other", "another", "previous", "alternative", "alternate", "distractor", "tempting", "common", "unlikely",
            "least", "no", "any", "each", "every", "which", "what",
        "falsche", "incorrecta", "fausse", "неправильный", "second",
    ];

    private static readonly string[] Hypothetical =
    [
        "if", "whether", "suppose", "supposing", "assume", "assuming", "unless", "imagine", "thought", "initially", "originally", "previously", "tempted",
            "tempting", "format", "example", "e.g", "template", "write",
        "say", "says", "ending", "ends", "conclude", "concludes", "falls", "argue", "wenn", "falls", "si", "если", "were", "ob",
    ];

    private static readonly string[] Modifiers =
    [
        "correct", "best", "right", "appropriate", "final", "my", "our", "likely", "accurate", "chosen", "selected", "suitable", "proper", "preferred", "ideal",
            "only", "single", "most", "probable", "true", "valid", "optimal",
    ];

    private readonly OutputText _text;
    private readonly OptionTable _options;
    private readonly ValueReader _reader;
    private readonly List<(int At, Reading Reading)> _statements = [];
    private readonly List<(int At, Reading Reading)> _judgements = [];

    public StatementFinder(OutputText text, OptionTable options)
    {
        _text = text;
        _options = options;
        _reader = new ValueReader(text, options);
    }

    /// <summary>The reading of the last statement; where there is none, of all judgements ("B is correct") together.</summary>
    public Reading Find()
    {
        FindAnchored();
        FindLabelFirst();
        FindLastLine();
        _statements.Sort((left, right) => left.At.CompareTo(right.At));
        Reading last = Last(_statements);
        return last.Kind == ReadingKind.Nothing ? Together(_judgements) : last;
    }

    /// <summary>The option that the first line names by its label, where no other line starts with a label.</summary>
    public Reading FirstLine()
    {
        Reading first = default;
        for (int start = 0; start < _text.Length; start = NextLine(start))
        {
            Reading line = LineLabel(start, out bool isWhole);
            if (line.Kind == ReadingKind.Several)
            {
                return line;
            }

            if (line.Kind != ReadingKind.Answer)
            {
                continue;
            }

            if (first.Kind == ReadingKind.Answer)
            {
                return first.Option == line.Option ? first : Reading.Of(ReadingKind.Nothing);
            }

            if (!isWhole && !string.IsNullOrWhiteSpace(_text.Text[..start]))
            {
                return Reading.Of(ReadingKind.Nothing);
            }

            first = line;
        }

        return first;
    }

    private static Reading Last(List<(int At, Reading Reading)> statements)
    {
        for (int i = statements.Count - 1; i >= 0; i--)
        {
            Reading reading = statements[i].Reading;
            switch (reading.Kind)
            {
                case ReadingKind.Nothing or ReadingKind.Excluded:
                    continue;
                case ReadingKind.Answer when statements.Skip(i + 1).Any(
                    later => later.Reading.Kind == ReadingKind.Excluded && later.Reading.Option == reading.Option):
                    return Reading.Of(ReadingKind.NoAnswer);
                default:
                    return reading;
            }
        }

        return Reading.Of(ReadingKind.Nothing);
    }

    private static Reading Together(List<(int At, Reading Reading)> judgements)
    {
        Reading only = Reading.Of(ReadingKind.Nothing);
        foreach ((_, Reading reading) in judgements)
        {
            if (reading.Kind == ReadingKind.Several || (reading.Kind == ReadingKind.Answer && only.Kind == ReadingKind.Answer && only.Option != reading.Option))
            {
                return Reading.Of(ReadingKind.Several);
            }

            only = reading.Kind == ReadingKind.Answer ? reading : only;
        }

        return only.Kind == ReadingKind.Answer && judgements.Exists(entry => entry.Reading.Kind == ReadingKind.Excluded && entry.Reading.Option == only.Option)
            ? Reading.Of(ReadingKind.Several)
            : only;
    }

    private void FindAnchored()
    {
        ReadOnlySpan<char> lower = _text.Lower;
        for (int at = 0; at < lower.Length;)
        {
            int found = lower[at..].IndexOfAny(Stems);
            if (found < 0)
            {
                break;
            }

            at += found;
            Reading reading = ReadStem(at, out int end);
            if (reading.Kind != ReadingKind.Nothing)
            {
                _statements.Add((at, reading));
            }

            at = Math.Max(at + 1, end);
        }
    }

    private Reading ReadStem(int at, out int end)
    {
        string lower = _text.Lower;
        end = at;
        switch (lower[at])
        {
            case '#':
                end = at + 4;
                return IsLineStart(at) ? _reader.Read(end, isMarked: true) : Reading.Of(ReadingKind.Nothing);
            case 'b' or 'f' when at > 0 && lower[at - 1] == '\\':
                return ReadBox(at, out end);
        }

        if (_reader.IsAt(at, "answer") || _reader.IsAt(at, "ans") || _reader.IsAt(at, "option") || _reader.IsAt(at, "choice"))
        {
            return ReadNoun(at, out end);
        }

        if (_reader.IsAt(at, "choose") || _reader.IsAt(at, "select") || _reader.IsAt(at, "pick") || _reader.IsAt(at, "go with")
            || _reader.IsAt(at, "going with")
            || _reader.IsAt(at, "opt for") || _reader.IsAt(at, "settle on"))
        {
            return ReadChoosing(at, out end);
        }

        if (char.IsAsciiLetterLower(lower[at])
            && _reader.WordAt(at, out _) is "therefore" or "thus" or "hence" or "so" or "actually" or "correction" or "it's" or "it")
        {
            return ReadConclusion(at);
        }

        return ReadForeign(at, out end);
    }

    /// <summary>"the correct answer to this question is B", "Final answer: B", "## Answer" and the next line, "Ans. B".</summary>
    private Reading ReadNoun(int at, out int end)
    {
        end = at;
        if (at > 0 && OutputText.IsWordUnit(_text.At(at - 1)))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        string noun = _reader.WordAt(at, out end).ToString();
        bool isPlural = noun.EndsWith('s') && noun != "ans";
        noun = isPlural ? noun[..^1] : noun;
        if (noun is not ("answer" or "ans" or "option" or "choice"))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        if (_reader.IsAt(end, "(s)"))
        {
            end += 3;
        }

        string clause = ClauseBefore(at);
        string[] before = Words(clause);
        bool isModified = before.Length > 0 && before[^1] is string direct && Array.IndexOf(Modifiers, direct) >= 0;
        bool isAtStart = before.Length == 0 || before.All(
            word => Array.IndexOf(Modifiers, word) >= 0 || word is "the" or "so" or "and" or "hence" or "thus" or "therefore" or "here" or "is" or "s");
        bool isLineStart = isAtStart && IsLineStart(at - clause.Length);
        if (IsRejected(before) || ((noun is "option" or "choice") && isPlural && !isModified))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        bool isStrong = noun is "answer" or "ans" || isModified;
        if (!TryLink(end, noun, isLineStart && isStrong, out int value, out bool isMarked, out bool isNegated))
        {
            if (noun is "answer" or "ans" && isLineStart && !isPlural)
            {
                Reading bare = _reader.Read(end, isMarked: false);
                return bare.Kind == ReadingKind.Answer && EndsSentence(bare.End) ? bare : Reading.Of(ReadingKind.Nothing);
            }

            return Reading.Of(ReadingKind.Nothing);
        }

        if (!isStrong && !(isLineStart && isMarked))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        if (IsInstruction(at))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        end = value;
        return _reader.Read(value, isMarked, isNegated);
    }

    /// <summary>From a noun to what it is said to be: a colon, an arrow, or a verb behind few harmless words.</summary>
    private bool TryLink(int at, string noun, bool isHeading, out int value, out bool isMarked, out bool isNegated)
    {
        value = at;
        isMarked = false;
        isNegated = false;
        int limit = Math.Min(_text.Length, at + LongestGap);
        int words = 0;
        if (noun == "ans" && _text.At(at) == '.')
        {
            at++;
            if (!_reader.IsAt(at, " is") && !_reader.IsAt(at, " :"))
            {
                value = at;
                isMarked = true;
                return true;
            }
        }

        while (at < limit)
        {
            char unit = _text.At(at);
            if (unit is ':' or '=' or '→')
            {
                value = at + 1;
                isMarked = true;
                if (_reader.WordAt(SkipSpaces(value), out int verb) is "is")
                {
                    value = verb;
                }

                return true;
            }

            if (unit is '-' or '\u2013' or '\u2014' && (_text.At(at + 1) is '>' or ' ' && words == 0))
            {
                value = at + 1;
                isMarked = true;
                return true;
            }

            if (unit == '\n')
            {
                if (!isHeading || words > 0)
                {
                    return false;
                }

                value = at;
                isMarked = true;
                return true;
            }

            if (unit is '.' or ';' or '!' or '?' or '(' or ',' || (words > 0 && unit is '"' or '\u201C'))
            {
                return false;
            }

            if (!OutputText.IsWordUnit(unit))
            {
                at++;
                continue;
            }

            ReadOnlySpan<char> word = _reader.WordAt(at, out int end);
            if (word.Length == 1 && char.IsAsciiLetterUpper(unit) && _options.OfLetter(unit) >= 0)
            {
                return false;
            }

            string name = word.ToString();
            if (Array.IndexOf(Hedges, name) >= 0)
            {
                // "could not be determined" is no hedge.
                if (!(name is "could" or "can" && _reader.IsAt(end, " not be ")))
                {
                    return false;
                }
            }
            else if (Array.IndexOf(GapNegations, name) >= 0)
            {
                isNegated = true;
                if (name is "isn't" or "aren't")
                {
                    value = end;
                    return true;
                }
            }
            else if (Array.IndexOf(Copulas, name) >= 0)
            {
                value = end;
                if (name == "would")
                {
                    if (!_reader.IsAt(end, " be ") && !_reader.IsAt(end, " be:"))
                    {
                        return false;
                    }

                    value = end + 3;
                }

                int colon = SkipSpaces(value);
                isMarked = _text.At(colon) == ':';
                value = isMarked ? colon + 1 : value;
                return true;
            }

            if (++words > MostGapWords)
            {
                return false;
            }

            at = end;
        }

        return false;
    }

    /// <summary>"I choose B", "we would go with option B".</summary>
    private Reading ReadChoosing(int at, out int end)
    {
        _reader.WordAt(at, out end);
        if ((at > 0 && OutputText.IsWordUnit(_text.At(at - 1))) || IsInstruction(at))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        string verb = _text.Lower[at..end];
        if (verb is "go" or "going" or "opt" or "settle")
        {
            _reader.WordAt(end + 1, out end);
        }

        string[] before = Words(ClauseBefore(at));
        string[] near = before.Length > 6 ? before[^6..] : before;
        if (Array.FindLastIndex(near, word => word is "i" or "we" or "i'd" or "i'll" or "we'd" or "we'll" or "i'm" or "let's") < 0
            || near.Any(word => word is "might" or "may" or "could" or "if" or "whether" or "should've" or "initially" or "to" && near[0] == "tempted"))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        bool isNegated = near.Any(word => word is "not" or "don't" or "won't" or "wouldn't" or "cannot" or "can't" or "never");
        return _reader.Read(end, isMarked: _text.At(end) == ':', isNegated);
    }

    /// <summary>"Therefore, B.", "So it is (B)", "Actually, C".</summary>
    private Reading ReadConclusion(int at)
    {
        if ((at > 0 && OutputText.IsWordUnit(_text.At(at - 1))) || !IsSentenceStart(at))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        for (int step = 0; step < 6; step++)
        {
            while (_text.At(at) is ' ' or ',' or ':' or '*' or '_' or '-' or '\u2014')
            {
                at++;
            }

            ReadOnlySpan<char> word = _reader.WordAt(at, out int end);
            if (word is "therefore" or "thus" or "hence" or "so" or "actually" or "correction" or "it's" or "it" or "is" or "must" or "be" or "that's"
                or "has" or "to" or "option" or "choice" or "and" or "wait" or "no")
            {
                at = end;
                continue;
            }

            break;
        }

        if (_text.At(at) is '(' or '[')
        {
            at++;
        }

        int label = char.IsAsciiLetterUpper(_text.At(at)) ? _options.OfLetter(_text.At(at)) : OptionTable.None;
        if (label < 0 || OutputText.IsWordUnit(_text.At(at + 1)))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        Reading reading = _reader.Read(at, isMarked: false);
        return reading.Kind is ReadingKind.Several || (reading.Kind == ReadingKind.Answer && reading.Option == label && EndsSentence(reading.End))
            ? reading
            : Reading.Of(ReadingKind.Nothing);
    }

    /// <summary>What a box holds; a box that is left open was cut off.</summary>
    private Reading ReadBox(int at, out int end)
    {
        int open = _text.Text.IndexOf('{', at);
        int depth = 0;
        for (end = open; end < _text.Length; end++)
        {
            depth += _text.At(end) == '{' ? 1 : _text.At(end) == '}' ? -1 : 0;
            if (depth == 0)
            {
                return FieldReader.Read(_text.Text[(open + 1)..end++], _options);
            }
        }

        return Reading.Of(ReadingKind.CutOff);
    }

    /// <summary>"答案是B", "La respuesta correcta es B", "Ответ: B".</summary>
    private Reading ReadForeign(int at, out int end)
    {
        end = at;
        bool isUnspaced = OutputText.IsUnspaced(_text.At(at));
        if (!isUnspaced && at > 0 && char.IsLetter(_text.At(at - 1)) && _text.At(at) < 0x600)
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        int gap = 0;
        bool isNegated = false;
        string before = ClauseBefore(at);
        if (IsRejected(Words(before)) || before.EndsWith('不') || before.EndsWith("错误", StringComparison.Ordinal) || before.EndsWith('未'))
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        for (int i = at; i < _text.Length && gap < 48; gap++)
        {
            char unit = _text.At(i);
            if (unit is '.' or '\n' or ';' or '?' or '!' or '。' or '、' or '，' or ',')
            {
                return Reading.Of(ReadingKind.Nothing);
            }

            if (unit is ':' or '=')
            {
                end = i + 1;
                return _reader.Read(end, isMarked: true, isNegated);
            }

            if (unit is '不' or '非' or '没' or '無' or '无')
            {
                isNegated = true;
            }

            if (char.IsAsciiLetterUpper(unit) && !OutputText.IsWordUnit(_text.At(i + 1)) | OutputText.IsUnspaced(_text.At(i + 1))
                && (isUnspaced || !OutputText.IsWordUnit(_text.At(i - 1))))
            {
                if (!isUnspaced)
                {
                    return Reading.Of(ReadingKind.Nothing);
                }

                end = i;
                return _reader.Read(i, isMarked: true, isNegated);
            }

            if (unit is '(' or '[' && isUnspaced)
            {
                end = i;
                return _reader.Read(i, isMarked: true, isNegated);
            }

            if (!isUnspaced && OutputText.IsWordUnit(unit))
            {
                string word = _reader.WordAt(i, out int wordEnd).ToString();
                if (Array.IndexOf(GapNegations, word) >= 0)
                {
                    isNegated = true;
                }
                else if (Array.IndexOf(Hedges, word) >= 0)
                {
                    return Reading.Of(ReadingKind.Nothing);
                }
                else if (i > at && Array.IndexOf(Copulas, word) >= 0)
                {
                    end = wordEnd;
                    return _reader.Read(end, isMarked: false, isNegated);
                }

                i = Math.Max(wordEnd, i + 1);
                continue;
            }

            i++;
        }

        return Reading.Of(ReadingKind.Nothing);
    }

    /// <summary>"B is the correct answer" is a statement, "B is correct" a judgement, of which there may be one for each option.</summary>
    private void FindLabelFirst()
    {
        for (int at = 0; at < _text.Length; at++)
        {
            int found = _text.Text.AsSpan(at).IndexOfAnyInRange('A', 'Z');
            if (found < 0)
            {
                break;
            }

            at += found;
            int option = _options.OfLetter(_text.At(at));
            if (option < 0 || (at > 0 && (OutputText.IsWordUnit(_text.At(at - 1)) || _text.At(at - 1) is '-' or '\'' or '\u2019' or '.'))
                || OutputText.IsWordUnit(_text.At(at + 1)))
            {
                continue;
            }

            ReadLabelFirst(at, option);
        }
    }

    private void ReadLabelFirst(int at, int option)
    {
        int after = _reader.SkipClosing(at + 1);
        if (_reader.HasOwnText(option, at + 1, out int ownEnd))
        {
            after = _reader.SkipClosing(ownEnd);
        }

        bool isSeveral = false;
        if (_reader.WordAt(after, out int joinEnd) is "and" or "or" or "&")
        {
            int next = SkipSpaces(joinEnd);
            next = _text.At(next) is '(' ? next + 1 : next;
            int other = _options.OfLetter(_text.At(next));
            if (other < 0 || OutputText.IsWordUnit(_text.At(next + 1)) || other == option)
            {
                return;
            }

            isSeveral = true;
            after = _reader.SkipClosing(next + 1);
        }

        string verb = _reader.WordAt(after, out int end).ToString();
        bool isNegated = verb is "isn't" or "aren't";
        if (verb is not ("is" or "are" or "seems" or "appears" or "remains" or "isn't" or "aren't" or "must" or "would" or "should"))
        {
            return;
        }

        bool isNamed = false;
        bool isGood = false;
        for (int step = 0; step < 8; step++)
        {
            int place = SkipMarks(end);
            string word = _reader.WordAt(place, out int wordEnd).ToString();
            switch (word)
            {
                case "be" or "to" or "therefore" or "thus" or "clearly" or "also" or "most" or "likely" or "the" or "our" or "my" or "best" or "single"
                    or "only" or "more" or "appropriate"
                    or "definitely" or "hence" or "final" or "probably" or "a" or "an" or "accurate" or "suitable" or "ideal" or "preferred" or "proper"
                    or "indeed" or "both":
                    break;
                case "not" or "never" or "neither":
                    isNegated = true;
                    break;
                case "correct" or "right":
                    isGood = true;
                    break;
                case "incorrect" or "wrong" or "false":
                    isGood = true;
                    isNegated = !isNegated;
                    break;
                case "answer" or "answers" or "option" or "choice" or "choices" or "options":
                    isNamed = true;
                    end = wordEnd;
                    step = 8;
                    continue;
                default:
                    step = 8;
                    continue;
            }

            end = wordEnd;
        }

        if ((!isGood && !isNamed) || IsConditional(end) || IsHypothetical(Words(ClauseBefore(at))))
        {
            return;
        }

        Reading reading = isSeveral
            ? Reading.Of(isNegated ? ReadingKind.Nothing : ReadingKind.Several)
            : new Reading(isNegated ? ReadingKind.Excluded : ReadingKind.Answer, option, end);
        if (isNamed && (!isNegated || !isGood))
        {
            _statements.Add((at, reading));
        }
        else
        {
            _judgements.Add((at, reading));
        }
    }

    /// <summary>A last line that is nothing but an option, unless it goes on a list of options.</summary>
    private void FindLastLine()
    {
        int end = _text.Text.AsSpan().TrimEnd().Length;
        if (end == 0)
        {
            return;
        }

        int start = _text.Text.LastIndexOf('\n', end - 1) + 1;
        Reading line = LineLabel(start, out bool isWhole);
        if (line.Kind == ReadingKind.Nothing || !isWhole)
        {
            return;
        }

        if (line.Kind == ReadingKind.Answer)
        {
            // In "A) x, B) y, C) z", a line each, the last is no answer.
            Reading before = default;
            int count = 0;
            for (int at = 0; at < start; at = NextLine(at))
            {
                Reading earlier = LineLabel(at, out _);
                if (earlier.Kind == ReadingKind.Answer)
                {
                    before = earlier;
                    count++;
                }
            }

            if (count > 0 && before.Kind == ReadingKind.Answer && before.Option != line.Option && before.Option == line.Option - 1
                && !NamedBefore(line.Option, start))
            {
                return;
            }

            if (count > 0 && count < 2 && before.Option != line.Option)
            {
                line = Reading.Of(ReadingKind.Several);
            }
        }

        _statements.Add((start, line));
    }

    private bool NamedBefore(int option, int end)
    {
        for (int at = 0; at < end; at = NextLine(at))
        {
            Reading earlier = LineLabel(at, out _);
            if (earlier.Kind == ReadingKind.Answer && earlier.Option == option)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The label that a line starts with. Whole, where the line says nothing but label and text.</summary>
    private Reading LineLabel(int start, out bool isWhole)
    {
        isWhole = false;
        int at = start;
        while (at < _text.Length && _text.At(at) is ' ' or '\t' or '*' or '_' or '#' or '>' or '`' or '"' or '$')
        {
            at++;
        }

        bool hasBracket = _text.At(at) is '(' or '[';
        int letter = hasBracket ? at + 1 : at;
        if (_reader.WordAt(letter, out int wordEnd) is "option" or "choice" && _text.At(wordEnd) == ' ')
        {
            letter = wordEnd + 1;
            letter = _text.At(letter) is '(' or '[' ? letter + 1 : letter;
        }

        int option = _options.OfLetter(_text.At(letter));
        if (option < 0 || OutputText.IsWordUnit(_text.At(letter + 1)))
        {
            option = _options.LongLabelAt(_text, letter, out int longEnd);
            if (option < 0)
            {
                return Reading.Of(ReadingKind.Nothing);
            }

            isWhole = EndsLine(longEnd);
            return isWhole ? new Reading(ReadingKind.Answer, option, longEnd) : Reading.Of(ReadingKind.Nothing);
        }

        bool isLower = char.IsAsciiLetterLower(_text.At(letter));
        bool hasOwn = _reader.HasOwnText(option, letter + 1, out int ownEnd) && !_text.Text.AsSpan(letter + 1, ownEnd - letter - 1).Trim(" ").Contains('\n');
        isWhole = EndsLine(letter + 1) || (hasOwn && EndsLine(ownEnd));
        if (isWhole)
        {
            Reading whole = _reader.Read(at, isMarked: true);
            return whole.Kind is ReadingKind.Answer or ReadingKind.Several or ReadingKind.CutOff ? whole : Reading.Of(ReadingKind.Nothing);
        }

        if (_text.At(letter + 1) is ')' or ']' or '.' or ':' or ' ' && _reader.Read(at, isMarked: true) is { Kind: ReadingKind.Several } several)
        {
            isWhole = EndsLine(several.End);
            return several;
        }

        bool isSeparated = _text.At(letter + 1) is ')' or ']' || (hasOwn && _text.At(letter + 1) is '.' or ':' or ' ' or '-' or '*');
        return isSeparated && !isLower ? new Reading(ReadingKind.Answer, option, letter + 1) : Reading.Of(ReadingKind.Nothing);
    }

    private bool EndsLine(int at)
    {
        while (at < _text.Length && _text.At(at) is ' ' or '\t' or '*' or '_' or ')' or ']' or '.' or ':' or '"' or '`' or '$' or '!' or '\'' or '。')
        {
            at++;
        }

        return _text.At(at) == '\n';
    }

    private int NextLine(int at)
    {
        int end = _text.Text.IndexOf('\n', at);
        return end < 0 ? _text.Length : end + 1;
    }

    private int SkipSpaces(int at)
    {
        while (at < _text.Length && _text.At(at) is ' ' or '*' or '_')
        {
            at++;
        }

        return at;
    }

    private int SkipMarks(int at)
    {
        while (at < _text.Length && _text.At(at) is ' ' or '*' or '_' or ',' or '"')
        {
            at++;
        }

        return at;
    }

    private bool EndsSentence(int at)
    {
        at = _reader.SkipClosing(at);
        return _text.At(at) is '\n' or '.' or '!' or ';' or ',' or '(' or '。' or ':' or '-' or '\u2013' or '\u2014'
            || _reader.WordAt(at, out _) is "because" or "since" or "as";
    }

    private bool IsConditional(int at) => _reader.WordAt(SkipMarks(at), out _) is "if" or "unless" || _text.At(SkipMarks(at)) == '?';

    private bool IsLineStart(int at)
    {
        for (int i = at - 1; i >= 0 && _text.At(i) != '\n'; i--)
        {
            if (OutputText.IsWordUnit(_text.At(i)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsSentenceStart(int at)
    {
        int i = at - 1;
        while (i >= 0 && _text.At(i) is ' ' or '*' or '_' or '"')
        {
            i--;
        }

        return i < 0 || _text.At(i) is '.' or '\n' or '!' or '?' or ';' or ':' or ',' or '\u2014' or '-' or '>' or '。';
    }

    /// <summary>What stands before a place in its clause, in lower case.</summary>
    private string ClauseBefore(int at)
    {
        int start = at;
        while (start > 0 && at - start < 160
            && _text.At(start - 1) is not ('.' or ',' or ';' or ':' or '!' or '?' or '\n' or '。' or '，' or '"' or '\u201C' or '\u2014'))
        {
            start--;
        }

        return _text.Lower[start..at];
    }

    /// <summary>Whether the line asks for an answer in some form instead of giving one.</summary>
    private bool IsInstruction(int at)
    {
        int start = at;
        while (start > 0 && at - start < 200 && _text.At(start - 1) != '\n')
        {
            start--;
        }

        string line = _text.Lower[start..at];
        return line.Contains("format", StringComparison.Ordinal) || line.Contains("for example", StringComparison.Ordinal)
            || line.Contains("e.g.", StringComparison.Ordinal)
            || line.Contains("please answer", StringComparison.Ordinal) || line.Contains("template", StringComparison.Ordinal);
    }

    private static bool IsRejected(string[] before)
    {
        for (int i = Math.Max(0, before.Length - 3); i < before.Length; i++)
        {
            if (Array.IndexOf(Rejecting, before[i]) >= 0 && !(before[i] is "least" && i + 1 < before.Length && before[i + 1] is "at"))
            {
                return true;
            }
        }

        return (before.Length >= 2 && before[^1] is "correct" or "right" or "best" or "final" && before[^2] is "not" or "a") || IsHypothetical(before);
    }

    private static bool IsHypothetical(string[] before)
    {
        foreach (string word in before)
        {
            if (Array.IndexOf(Hypothetical, word) >= 0)
            {
                return true;
            }
        }

        for (int i = 0; i + 1 < before.Length; i++)
        {
            if (before[i] is "might" or "may" or "could" or "would"
                && before[i + 1] is "think" or "believe" or "assume" or "argue" or "seem" or "guess" or "be" or "say" or "expect")
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Words(string clause) => [.. OutputText.Tokenize(clause).Select(token => clause[token.Start..token.End])];
}
