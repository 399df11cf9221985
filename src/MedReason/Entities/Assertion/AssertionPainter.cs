using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Marks the words of a text that the scopes of trigger phrases cover, sentence by sentence.</summary>
internal ref struct AssertionPainter
{
    /// <summary>The mark of a word inside a mention.</summary>
    public const byte Covered = 128;

    private const byte Absent = 1;
    private const byte Family = 2;
    private const byte Historical = 4;
    private const byte Hypothetical = 8;
    private const byte Possible = 16;

    /// <summary>The marks that part clauses or hold a sign.</summary>
    private const TextTokenTraits Marks = TextTokenTraits.BreakBefore | TextTokenTraits.BracketBefore;

    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<TextToken> _tokens;
    private readonly Span<byte> _flags;
    private readonly AssertionTriggers _triggers;
    private readonly KinReader _kin;

    /// <summary>What the heading above says of each finding.</summary>
    private byte _section;

    public AssertionPainter(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, Span<byte> flags, LanguageProfile language)
    {
        _text = text;
        _tokens = tokens;
        _flags = flags;
        _triggers = AssertionTriggers.Of(language);
        _kin = new KinReader(text, tokens, _triggers, language.StopWords);
    }

    /// <summary>Returns the assertion that the marks of a word amount to.</summary>
    public static Assertion Decide(byte flags) =>
        (flags & Absent) != 0 ? Assertion.Absent
        : (flags & Family) != 0 ? Assertion.Family
        : (flags & Hypothetical) != 0 ? Assertion.Hypothetical
        : (flags & Historical) != 0 ? Assertion.Historical
        : (flags & Possible) != 0 ? Assertion.Possible
        : Assertion.Present;

    /// <summary>Marks the sentence that starts with a token, and returns the first token of the next.</summary>
    public int PaintSentence(int start)
    {
        int end = start;
        byte any = 0;
        do
        {
            any |= _flags[end++];
        }
        while (end < _tokens.Length && !_tokens[end].Has(TextTokenTraits.SentenceBefore));

        if (_section != 0 && _triggers.Is(Word(start), AssertionTriggerKind.ClauseStart))
        {
            _section = 0;
        }

        if (any != 0)
        {
            Paint(start, end);
        }
        else if (FindTrigger(start, start, end) is { IsSection: true } heading)
        {
            _section = DefaultOf(heading.Kind);
        }

        return end;
    }

    private static byte DefaultOf(AssertionTriggerKind heading) => heading switch
    {
        AssertionTriggerKind.HistoricalSection => Historical,
        AssertionTriggerKind.FamilySection => Family,
        _ => 0,
    };

    private readonly ReadOnlySpan<char> Word(int token) => _text[_tokens[token].Start.._tokens[token].End];

    /// <summary>Returns what stands between a token and the one before it.</summary>
    private readonly ReadOnlySpan<char> GapBefore(int token) =>
        _text[(token == 0 ? 0 : _tokens[token - 1].End)..(token < _tokens.Length ? _tokens[token].Start : _text.Length)];

    private void Paint(int start, int end)
    {
        int i = start;
        while (i < end)
        {
            bool isCovered = (_flags[i] & Covered) != 0;
            if (_tokens[i].Has(Marks))
            {
                ReadSign(i, start, isCovered);
            }

            AssertionTrigger? trigger = isCovered ? null : FindTrigger(i, start, end);
            if (trigger is null)
            {
                _flags[i] |= _section;
                i++;
                continue;
            }

            if (trigger.IsSection)
            {
                _section = DefaultOf(trigger.Kind);
            }
            else
            {
                Apply(trigger, i, start, end);
            }

            // A phrase that only ends scopes may hold the first word of one that opens one ("has been excluded"), one behind a finding the kin of the next.
            i += trigger.Kind is AssertionTriggerKind.Terminator or AssertionTriggerKind.FamilyBackward ? 1 : trigger.Words.Length;
        }

        ReadSign(end, start, isCovered: false);
    }

    private readonly void Apply(AssertionTrigger trigger, int at, int start, int end)
    {
        int after = at + trigger.Words.Length;
        switch (trigger.Kind)
        {
            case AssertionTriggerKind.AbsentForward:
            case AssertionTriggerKind.AbsentEitherWay or AssertionTriggerKind.AbsentAtStart when !EndsClause(trigger, at, start, end):
                PaintForward(at, after, end, trigger.Reach, Absent);
                break;
            case AssertionTriggerKind.Kin when _kin.FindScope(at, after, start, end) is >= 0 and int from:
                PaintForward(at, from, end, _kin.IsPossessive(after) ? KinReader.PossessiveReach : trigger.Reach, Family);
                break;
            case AssertionTriggerKind.FamilyForward:
                PaintForward(at, after, end, trigger.Reach, Family);
                break;
            case AssertionTriggerKind.HistoricalForward when !StatesDuration(at, start):
                PaintForward(at, after, end, trigger.Reach, Historical);
                break;
            case AssertionTriggerKind.HypotheticalForward:
            case AssertionTriggerKind.HypotheticalAtStart or AssertionTriggerKind.HypotheticalQuestion when OpensSentence(trigger, at, start, end):
                PaintForward(at, after, end, trigger.Reach, Hypothetical);
                break;
            case AssertionTriggerKind.PossibleForward:
                PaintForward(at, after, end, trigger.Reach, Possible);
                break;
            case AssertionTriggerKind.AbsentBackward:
            case AssertionTriggerKind.AbsentEitherWay:
            case AssertionTriggerKind.AbsentAtStart:
                PaintBackward(at, start, trigger.Reach, Absent);
                break;
            case AssertionTriggerKind.FamilyBackward:
                PaintBackward(at, start, trigger.Reach, Family);
                break;
            case AssertionTriggerKind.HistoricalBackward:
                PaintBackward(at, start, trigger.Reach, Historical);
                break;
            case AssertionTriggerKind.HypotheticalBackward when trigger.Reach > 1 || IsHeadOf(at):
                PaintBackward(at, start, trigger.Reach, Hypothetical);
                break;
            case AssertionTriggerKind.PossibleBackward:
                PaintBackward(at, start, trigger.Reach, Possible);
                break;
            default:
                break;
        }
    }

    private readonly bool OpensSentence(AssertionTrigger trigger, int at, int start, int end) =>
        at == start && (trigger.Kind != AssertionTriggerKind.HypotheticalQuestion || GapBefore(end).Contains('?'));

    /// <summary>
    /// Whether a phrase that is for the word before it alone is one phrase with it: "influenza vaccine", but not "asthma; immunizations are up to date".
    /// </summary>
    private readonly bool IsHeadOf(int at) =>
        !_tokens[at].Has(TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.SlashBefore) && !GapBefore(at).ContainsAny("([{\n");

    /// <summary>Reads the signs of a list: "+ fever, - headache", "cough (-)".</summary>
    /// <param name="token">The token behind the sign, or the number of tokens.</param>
    /// <param name="start">The first token of the sentence.</param>
    /// <param name="isCovered">Whether the token is in a mention, which a sign before it may be for.</param>
    private readonly void ReadSign(int token, int start, bool isCovered)
    {
        ReadOnlySpan<char> gap = GapBefore(token).Trim();
        if (gap.Length == 0 || !gap.ContainsAny('-', '\u2212'))
        {
            return;
        }

        bool isBracketed = gap.IndexOf("(-)") >= 0;
        if (isBracketed && token > start && (_flags[token - 1] & Covered) != 0)
        {
            _flags[token - 1] |= Absent;
        }
        else if (isCovered && (isBracketed || IsListSign(gap) || (gap is ":-" or ": -" && HasListSign(token, start))))
        {
            _flags[token] |= Absent;
        }
    }

    /// <summary>Whether a mark denies the item that it introduces: it follows the mark that ends the item before, which no bullet and no dash does.</summary>
    private static bool IsListSign(ReadOnlySpan<char> gap) => gap.Length > 1 && gap[^1] is '-' or '\u2212' && gap[0] is ',' or ';' && gap[1..^1].Trim().IsEmpty;

    private readonly bool HasListSign(int token, int start)
    {
        for (int i = token + 1; i < _tokens.Length && !_tokens[i].Has(TextTokenTraits.SentenceBefore); i++)
        {
            if (_tokens[i].Has(TextTokenTraits.BreakBefore) && IsListSign(GapBefore(i).Trim()))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether nothing that a phrase could be for follows it in its clause. "None" denies what follows at the start of an item only.</summary>
    private readonly bool EndsClause(AssertionTrigger trigger, int at, int start, int end)
    {
        int after = at + trigger.Words.Length;
        return after >= end
            || (trigger.Kind == AssertionTriggerKind.AbsentAtStart && at > start && !_tokens[at].Has(Marks))
            || (_tokens[after].Has(TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore) && !GapBefore(after).Contains(':'))
            || (_tokens[at].Has(TextTokenTraits.BracketBefore) && _tokens[after].Has(TextTokenTraits.BracketBefore));
    }

    private readonly AssertionTrigger? FindTrigger(int index, int start, int end)
    {
        if (!_triggers.TryFind(Word(index), out AssertionTrigger[]? triggers))
        {
            return null;
        }

        foreach (AssertionTrigger trigger in triggers)
        {
            if (trigger.OpensScope && IsAt(trigger, index, end) && (!trigger.IsSection || IsHeading(index, index + trigger.Words.Length, start, end)))
            {
                return trigger;
            }
        }

        return null;
    }

    /// <summary>Whether a phrase is a heading: a colon or a dash follows it, or it is all that the sentence has.</summary>
    private readonly bool IsHeading(int at, int after, int start, int end) =>
        after < end ? _tokens[after].Has(TextTokenTraits.BreakBefore) && GapBefore(after).ContainsAny(":-\u2013\u2014") : at == start;

    /// <summary>Determines whether a phrase is at a position, outside of every mention.</summary>
    private readonly bool IsAt(AssertionTrigger trigger, int index, int end)
    {
        if (index + trigger.Words.Length > end)
        {
            return false;
        }

        for (int k = 1; k < trigger.Words.Length; k++)
        {
            if ((_flags[index + k] & Covered) != 0
                || _tokens[index + k].Has(TextTokenTraits.BreakBefore)
                || !Word(index + k).Equals(trigger.Words[k], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        int next = _tokens[index + trigger.Words.Length - 1].End;
        return !trigger.IsBehindHyphen || (_text[Math.Max(0, _tokens[index].Start - 1)] == '-' && (next == _text.Length || _text[next] != '-'));
    }

    private readonly void PaintForward(int trigger, int from, int end, int reach, byte flag)
    {
        int limit = Math.Min(end, from + reach);
        int depth = 0;
        bool isPlace = false;
        bool isList = from < end && GapBefore(from).Contains(':');
        for (int i = from; i < limit; i++)
        {
            // Histories are lists of what there was; what a denial is followed by with an article is mostly there.
            bool mayList = flag is Historical or Family;
            if (i > from && EndsScope(i, end, isList) && !(mayList && StartsListItem(i, end)))
            {
                return;
            }

            if (_tokens[i].Has(TextTokenTraits.BracketBefore))
            {
                depth += Nesting(i);
                if (depth < 0 && i > trigger)
                {
                    return;
                }
            }

            // "No stone in the bile duct" denies the stone alone.
            isPlace = flag == Absent && (isPlace
                ? !_tokens[i].Has(TextTokenTraits.CommaBefore) && !_triggers.Is(Word(i), AssertionTriggerKind.Alternative)
                : StartsPlace(i, from, limit));
            _flags[i] |= isPlace ? (byte)0 : flag;
        }
    }

    /// <summary>Whether a preposition and a definite noun say where: "in the left eye", "to her knee", but not "no signs of the disease".</summary>
    private readonly bool StartsPlace(int token, int from, int limit) =>
        token > from
        && token + 1 < limit
        && _triggers.Is(Word(token), AssertionTriggerKind.Place)
        && _triggers.Is(Word(token + 1), AssertionTriggerKind.Definite)
        && !_triggers.Is(Word(token - 1), AssertionTriggerKind.EvidenceNoun);

    private readonly int Nesting(int token)
    {
        ReadOnlySpan<char> gap = GapBefore(token);
        return gap.Count('(') + gap.Count('[') - gap.Count(')') - gap.Count(']');
    }

    private readonly void PaintBackward(int before, int start, int reach, byte flag)
    {
        int limit = Math.Max(start, before - reach);
        bool inList = false;
        bool hasDash = _tokens[before].Has(TextTokenTraits.BreakBefore);
        for (int i = before - 1; i >= limit; i--)
        {
            if ((_flags[i] & Covered) == 0 && !_tokens[i].Has(TextTokenTraits.BreakBefore) && EndsScope(i, before, isList: false))
            {
                return;
            }

            _flags[i] |= flag;
            inList |= _triggers.Is(Word(i), AssertionTriggerKind.Joining);
            if (_tokens[i].Has(TextTokenTraits.BreakBefore))
            {
                if (hasDash || !JoinedByDash(i, start))
                {
                    return;
                }

                hasDash = true;
            }

            // "infiltrates are seen, the smear is negative": a comma parts clauses unless it parts a list.
            if (_tokens[i].Has(TextTokenTraits.CommaBefore) && !inList)
            {
                return;
            }
        }
    }

    /// <summary>"Fever - denies", "ascites: none": what parts the two words is not the end of what is said.</summary>
    private readonly bool JoinedByDash(int index, int start) => index > start && GapBefore(index).ContainsAny(":-\u2013\u2014");

    /// <summary>Whether the scope of a trigger ends before a token.</summary>
    private readonly bool EndsScope(int index, int end, bool isList)
    {
        TextToken token = _tokens[index];
        if ((token.Has(TextTokenTraits.BreakBefore) && !IsListBreak(index, isList)) || StartsItem(index))
        {
            return true;
        }

        if ((_flags[index] & Covered) != 0 || !_triggers.TryFind(Word(index), out AssertionTrigger[]? triggers))
        {
            return false;
        }

        bool opensClause = token.Has(TextTokenTraits.CommaBefore) || (index > 0 && _triggers.Is(Word(index - 1), AssertionTriggerKind.ClauseJoining));
        foreach (AssertionTrigger trigger in triggers)
        {
            bool isEnd = trigger.Kind switch
            {
                AssertionTriggerKind.Terminator => true,
                AssertionTriggerKind.Suggesting => index == 0 || !_triggers.Is(Word(index - 1), AssertionTriggerKind.EvidenceNoun),
                AssertionTriggerKind.ClauseStart => opensClause,
                _ => false,
            };
            if (isEnd && IsAt(trigger, index, end))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an article starts an item of a list that goes on: "gout, a 30-pack-year smoking history, and asthma".</summary>
    private readonly bool StartsListItem(int index, int end)
    {
        if (_tokens[index].Has(TextTokenTraits.BreakBefore) || !_triggers.Is(Word(index), AssertionTriggerKind.Article))
        {
            return false;
        }

        for (int i = index + 1; i < end && !_tokens[i].Has(TextTokenTraits.BreakBefore); i++)
        {
            bool isJoined = _tokens[i].Has(TextTokenTraits.CommaBefore) || _triggers.Is(Word(i), AssertionTriggerKind.Joining);
            if (isJoined || ((_flags[i] & Covered) == 0 && _triggers.Is(Word(i), AssertionTriggerKind.ClauseStart)))
            {
                return isJoined && i > index + 1;
            }
        }

        return false;
    }

    /// <summary>Whether a token follows the number of an item: "1) esophagitis 2) hernia".</summary>
    private readonly bool StartsItem(int index) =>
        index > 1
        && _tokens[index].Has(TextTokenTraits.BracketBefore)
        && GapBefore(index).StartsWith(')')
        && !Word(index - 1).ContainsAnyExceptInRange('0', '9')
        && !GapBefore(index - 1).Contains('(');

    /// <summary>"Fever &amp; chills" goes on, and so does "Denies: fever; chills".</summary>
    private readonly bool IsListBreak(int index, bool isList)
    {
        ReadOnlySpan<char> gap = GapBefore(index);
        return gap.Contains('&') || (isList && gap.Contains(';'));
    }

    /// <summary>"A 3-day history of fever" describes the present, and "a 60-year-old man" nothing past.</summary>
    private readonly bool StatesDuration(int trigger, int start)
    {
        for (int i = trigger - 1; i >= Math.Max(start, trigger - 3); i--)
        {
            if (_triggers.Is(Word(i), AssertionTriggerKind.Age))
            {
                return false;
            }

            if (_triggers.Is(Word(i), AssertionTriggerKind.TimeUnit))
            {
                return true;
            }
        }

        return false;
    }
}
