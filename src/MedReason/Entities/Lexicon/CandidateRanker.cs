namespace MedReason.Entities;

/// <summary>Ranks the nodes that a mention may name by how well their names fit its place.</summary>
internal sealed class CandidateRanker(LexiconReading reading, NameFilter filter)
{
    private const double PreferredScore = 1.0;
    private const double SynonymScore = 0.98;

    /// <summary>Subtracted for a match that is not plain, and for a derived or general name.</summary>
    private const double DerivedCost = 0.08;

    /// <summary>Subtracted for a name that leaves out a word before it that changes its meaning.</summary>
    private const double BroaderCost = 0.05;

    /// <summary>Subtracted for a name that is not written letter by letter.</summary>
    private const double NormalizedCost = 0.03;

    /// <summary>Subtracted for words in another order.</summary>
    private const double ReorderedCost = 0.02;

    /// <summary>Subtracted for each word that stands for another of its class.</summary>
    private const double OtherWordCost = 0.05;

    /// <summary>The difference of scores up to which the more general of two nodes is preferred.</summary>
    private const double GeneralMargin = 0.04;

    /// <summary>The difference of scores from which the worse of two nodes of one type is dropped.</summary>
    private const double SameTypeMargin = 0.015;

    private readonly EntityLexicon _lexicon = reading.Lexicon;

    /// <summary>The fits of one match at a time.</summary>
    private readonly List<(LexiconEntry Entry, double Score)> _fits = [];

    /// <summary>Returns the candidates of a match, best first; empty when no name is meant.</summary>
    public MentionCandidate[] Rank(LexiconMatch match)
    {
        int only = _lexicon.Trie.FirstEntry(match.State);
        if (_lexicon.Trie.NextEntry(only) < 0)
        {
            LexiconEntry entry = _lexicon.Entries[only];
            return filter.Accepts(match, entry) ? [ToCandidate(match, entry, Score(match, entry))] : [];
        }

        List<(LexiconEntry Entry, double Score)> fits = Collect(match);
        if (fits.Count > 1)
        {
            fits.Sort(CompareFits);
            if (reading.Uses(LexiconRules.PreferGeneral))
            {
                PreferGeneral(fits);
            }

            RemoveWorseOfSameType(fits);
        }

        MentionCandidate[] candidates = new MentionCandidate[fits.Count];
        for (int i = 0; i < candidates.Length; i++)
        {
            candidates[i] = ToCandidate(match, fits[i].Entry, fits[i].Score);
        }

        return candidates;
    }

    /// <summary>Whether a name of a match that the filter accepts fits its place at least that well.</summary>
    public bool Fits(LexiconMatch match, double minScore)
    {
        // The filter has accepted one of the names; it is asked again where there are several.
        int first = _lexicon.Trie.FirstEntry(match.State);
        bool isOnly = _lexicon.Trie.NextEntry(first) < 0;
        for (int entry = first; entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            if (Score(match, _lexicon.Entries[entry]) >= minScore && (isOnly || filter.Accepts(match, _lexicon.Entries[entry])))
            {
                return true;
            }
        }

        return false;
    }

    private int CompareFits((LexiconEntry Entry, double Score) a, (LexiconEntry Entry, double Score) b) =>
        a.Score != b.Score ? b.Score.CompareTo(a.Score) : _lexicon.NodeIds[a.Entry.Node].CompareTo(_lexicon.NodeIds[b.Entry.Node]);

    /// <summary>Returns for each node of a match its best name.</summary>
    private List<(LexiconEntry Entry, double Score)> Collect(LexiconMatch match)
    {
        List<(LexiconEntry Entry, double Score)> fits = _fits;
        fits.Clear();
        for (int e = _lexicon.Trie.FirstEntry(match.State); e >= 0; e = _lexicon.Trie.NextEntry(e))
        {
            LexiconEntry entry = _lexicon.Entries[e];
            if (!filter.Accepts(match, entry))
            {
                continue;
            }

            double score = Score(match, entry);
            int known = fits.Count - 1;
            while (known >= 0 && fits[known].Entry.Node != entry.Node)
            {
                known--;
            }

            if (known < 0)
            {
                fits.Add((entry, score));
            }
            else if (score > fits[known].Score)
            {
                fits[known] = (entry, score);
            }
        }

        return fits;
    }

    /// <summary>Replaces the best node by a more general one that fits about equally well: the text supports no more than that.</summary>
    private void PreferGeneral(List<(LexiconEntry Entry, double Score)> fits)
    {
        for (int i = 1; i < fits.Count; i++)
        {
            if (fits[0].Score - fits[i].Score <= GeneralMargin && _lexicon.IsAncestor(fits[i].Entry.Node, fits[0].Entry.Node))
            {
                fits[0] = (fits[i].Entry, fits[0].Score);
                fits.RemoveAt(i--);
            }
        }
    }

    /// <summary>Removes worse fits of one type. Homonyms of different types stay, for the question to decide between.</summary>
    private void RemoveWorseOfSameType(List<(LexiconEntry Entry, double Score)> fits)
    {
        for (int i = fits.Count - 1; i > 0; i--)
        {
            NodeType type = _lexicon.NodeTypes[fits[i].Entry.Node];
            if (fits.Exists(f => f.Score > fits[i].Score + SameTypeMargin && _lexicon.NodeTypes[f.Entry.Node] == type))
            {
                fits.RemoveAt(i);
            }
        }
    }

    private MentionCandidate ToCandidate(LexiconMatch match, LexiconEntry entry, double score) => new()
    {
        NodeId = _lexicon.NodeIds[entry.Node],
        Score = Math.Round(match.IsBroader ? score - BroaderCost : score, 9),
        Method = match.Method ?? (!entry.Has(LexiconEntryTraits.Preferred) ? LinkMethods.Synonym
            : IsWritten(match, entry) && !match.IsBroader ? LinkMethods.Exact : LinkMethods.Normalized),
        MatchedName = entry.Name,
        MatchedText = match.CoreFirst > match.First || match.CoreLast < match.Last ? reading.TextOf(match.CoreFirst, match.CoreLast).ToString() : null,
        Relation = GetRelation(match, entry, score),
    };

    /// <summary>Returns how a node and the words of its name in the text relate.</summary>
    private static LinkRelation GetRelation(LexiconMatch match, LexiconEntry entry, double score) =>
        match.IsBroader || match.HasSide ? LinkRelation.Broader
        : entry.Has(LexiconEntryTraits.Derived | LexiconEntryTraits.Elided) ? LinkRelation.Narrower
        : match.Method is null && entry.Has(LexiconEntryTraits.Preferred) && score >= PreferredScore - NormalizedCost ? LinkRelation.Exact
        : LinkRelation.Synonym;

    /// <summary>Whether a name is written at its place letter by letter.</summary>
    private bool IsWritten(LexiconMatch match, LexiconEntry entry) =>
        entry.Name.AsSpan().Equals(reading.TextOf(match.CoreFirst, match.CoreLast), StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns how well a name fits its place: 1 for a preferred name letter by letter, less for each deviation.</summary>
    private double Score(LexiconMatch match, LexiconEntry entry)
    {
        double score = entry.Has(LexiconEntryTraits.Preferred) ? PreferredScore : SynonymScore;
        if (match.Method is not null)
        {
            return score - DerivedCost;
        }

        if (IsWritten(match, entry))
        {
            return score;
        }

        score -= NormalizedCost;
        if (entry.Has(LexiconEntryTraits.Derived | LexiconEntryTraits.Generic))
        {
            return score - DerivedCost;
        }

        score -= entry.Has(LexiconEntryTraits.Reordered) ? ReorderedCost : 0;
        int swapped = 0;
        int sides = 0;
        int predicates = 0;
        foreach (int word in reading.Words[match.CoreFirst..(match.CoreLast + 1)])
        {
            if (word >= 0 && !entry.Words.Contains(word))
            {
                LinkingKind kind = _lexicon.Linking[word];
                swapped += kind == LinkingKind.None ? 1 : 0;
                sides += kind == LinkingKind.Side ? 1 : 0;
                predicates += kind == LinkingKind.Predicate ? 1 : 0;
            }
        }

        // A sentence that has the words of a name says what the name says; one with other words may say something else.
        bool isOther = swapped > 0 && predicates > 0 && !filter.HasFormsOfOwn(match, entry);
        return score - (OtherWordCost * (swapped + sides + (isOther ? predicates : 0)));
    }
}
