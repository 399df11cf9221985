using System.Buffers;
using System.Runtime.InteropServices;

namespace MedReason;

/// <summary>Finds the names of a lexicon in one text. One instance reads one text.</summary>
internal sealed class LexiconMatcher
{
    private readonly EntityLexicon _lexicon;
    private readonly string _text;
    private readonly List<TextToken> _tokens = [];
    private readonly List<int> _words = [];
    private readonly List<LexiconMatch> _matches = [];

    public LexiconMatcher(EntityLexicon lexicon, string text)
    {
        _lexicon = lexicon;
        _text = text;
    }

    /// <summary>The mentions of the text, by start, longest first.</summary>
    public List<EntityMention> Extract(MentionRole role, string? optionLabel, bool includeNested, CancellationToken cancellationToken)
    {
        ReadTokens();
        FindMatches(cancellationToken);
        List<LexiconMatch> chosen = Select(includeNested);
        (int, int)[] spans = [.. chosen.Select(static m => (m.First, m.Last))];
        Assertion[] assertions = new Assertion[spans.Length];
        AssertionDetector.Detect(_text, CollectionsMarshal.AsSpan(_tokens), spans, assertions);
        List<EntityMention> mentions = new(chosen.Count);
        for (int i = 0; i < chosen.Count; i++)
        {
            int start = _tokens[chosen[i].First].Start;
            int end = _tokens[chosen[i].Last].End;
            string text = _text[start..end];
            IReadOnlyList<MentionCandidate> candidates = RankCandidates(chosen[i], text);
            mentions.Add(new EntityMention
            {
                Text = text,
                Start = start,
                End = end,
                Role = role,
                OptionLabel = optionLabel,
                Assertion = assertions[i],
                Candidates = candidates,
            });
        }

        return mentions;
    }

    private void ReadTokens()
    {
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        TextTokenizer tokenizer = new(_text);
        while (tokenizer.TryRead(out TextToken token))
        {
            int length = token.Has(TextTokenTraits.Stop) ? 0 : TermNormalizer.NormalizeToken(_text.AsSpan(token.Start, token.Length), buffer);
            _tokens.Add(token);
            _words.Add(length == 0 ? -1 : _lexicon.Tokens.Find(buffer[..length]));
        }
    }

    private void FindMatches(CancellationToken cancellationToken)
    {
        ReadOnlySpan<TextToken> tokens = CollectionsMarshal.AsSpan(_tokens);
        ReadOnlySpan<int> words = CollectionsMarshal.AsSpan(_words);
        for (int first = 0; first < tokens.Length; first++)
        {
            if ((first & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (words[first] < 0)
            {
                continue;
            }

            int state = TokenTrie.Root;
            int count = 0;
            int skipped = 0;
            for (int i = first; i < tokens.Length; i++)
            {
                if (i > first && tokens[i].Has(TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore))
                {
                    break;
                }

                if (tokens[i].Has(TextTokenTraits.Stop))
                {
                    if (++skipped > 3)
                    {
                        break;
                    }

                    continue;
                }

                state = words[i] < 0 ? -1 : _lexicon.Trie.Step(state, words[i]);
                if (state < 0)
                {
                    break;
                }

                count++;
                if (_lexicon.Trie.FirstEntry(state) >= 0 && IsAccepted(first, i, state))
                {
                    _matches.Add(new LexiconMatch { First = first, Last = i, State = state, Words = count });
                }
            }
        }
    }

    /// <summary>Whether at least one name of a state may stand at a place.</summary>
    private bool IsAccepted(int first, int last, int state)
    {
        for (int entry = _lexicon.Trie.FirstEntry(state); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            if (IsAccepted(first, last, _lexicon.Entries[entry]))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAccepted(int first, int last, LexiconEntry entry)
    {
        ReadOnlySpan<char> text = _text.AsSpan(_tokens[first].Start, _tokens[last].End - _tokens[first].Start);
        if (entry.Has(LexiconEntryTraits.CaseSensitive) && !text.SequenceEqual(entry.Name.AsSpan().Trim()))
        {
            return false;
        }

        return !entry.Has(LexiconEntryTraits.Common) || text.Length == _text.AsSpan().Trim().Length;
    }

    private List<LexiconMatch> Select(bool includeNested)
    {
        List<LexiconMatch> sorted = _matches;
        sorted.Sort(static (a, b) => a.First != b.First ? a.First.CompareTo(b.First) : b.Last.CompareTo(a.Last));
        List<LexiconMatch> chosen = [];
        int end = -1;
        foreach (LexiconMatch match in sorted)
        {
            if (match.First > end)
            {
                chosen.Add(match);
                end = match.Last;
            }
            else if (includeNested && match.Last <= end)
            {
                chosen.Add(match);
            }
        }

        return chosen;
    }

    private List<MentionCandidate> RankCandidates(LexiconMatch match, string text)
    {
        Dictionary<int, MentionCandidate> best = [];
        int first = match.First;
        for (int entry = _lexicon.Trie.FirstEntry(match.State); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            LexiconEntry name = _lexicon.Entries[entry];
            if (!IsAccepted(first, match.Last, name))
            {
                continue;
            }

            (double score, string method) = Score(name, text, match.Method);
            if (!best.TryGetValue(name.Node, out MentionCandidate? known) || known.Score < score)
            {
                best[name.Node] = new MentionCandidate
                {
                    NodeId = _lexicon.NodeIds[name.Node],
                    Score = score,
                    Method = method,
                    MatchedName = name.Name,
                };
            }
        }

        List<MentionCandidate> candidates = [.. best.Values];
        candidates.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.NodeId.CompareTo(b.NodeId));
        return candidates;
    }

    private static (double Score, string Method) Score(LexiconEntry entry, string text, string? method)
    {
        bool preferred = entry.Has(LexiconEntryTraits.Preferred);
        bool same = string.Equals(entry.Name, text, StringComparison.OrdinalIgnoreCase);
        double score = same ? 1.0 : entry.Has(LexiconEntryTraits.Substituted | LexiconEntryTraits.Shortened) ? 0.85
            : entry.Has(LexiconEntryTraits.Reordered) ? 0.9 : 0.95;
        if (!preferred)
        {
            score -= 0.03;
        }

        if (method is not null)
        {
            score -= 0.05;
        }

        return (Math.Round(score, 9), method ?? (!preferred ? LinkMethods.Synonym : same ? LinkMethods.Exact : LinkMethods.Normalized));
    }
}
