
namespace MedReason.Entities;

/// <summary>
/// Classes of words that mean the same by a graph's own synonyms: where several nodes have two names that differ in one word only ("renal cyst", "kidney
/// cyst"), those two words are one class. The lexicon matches classes.
/// </summary>
internal sealed class WordClasses
{
    /// <summary>The minimum number of nodes with names that swap two words, for the words to be one class.</summary>
    private const int MinimumSupport = 15;

    /// <summary>The minimum number of such nodes for two words of one root ("clavicle", "clavicular").</summary>
    private const int MinimumSupportOfKin = 1;

    /// <summary>The minimum number of swaps with other words for "abnormality" to be the graph's general word.</summary>
    private const int GeneralSupport = 50;

    /// <summary>The minimum number of nodes with names that swap two words, for either word to stand for the other as a whole name.</summary>
    private const int StrongSupport = 15;

    /// <summary>The minimum number of nodes with names that swap two words, where they are a large share of the nodes with the rarer word.</summary>
    private const int RareSupport = 3;

    /// <summary>The minimum share of the nodes with the rarer word that swap it, for two words to be one class.</summary>
    private const double RareShare = 0.25;

    /// <summary>The minimum number and share of the nodes with a word that swap it, for it to stand for the other as a whole name.</summary>
    private const int StrongRareSupport = 4;
    private const double StrongRareShare = 0.5;

    /// <summary>The minimum number of nodes that swap two words of which neither is swapped for another more often ("hemorrhage", "bleeding").</summary>
    private const int MutualSupport = 6;

    /// <summary>The minimum shares of such nodes among those with a synonym and the rarer or the commoner of the two words.</summary>
    private const double MutualShare = 0.3;
    private const double MutualCommonShare = 0.15;

    /// <summary>The maximum number of words in a class; larger ones join words that are only loosely related.</summary>
    private const int MaxClassSize = 6;

    /// <summary>The maximum number of names of a node that are compared with each other; bounds the quadratic work.</summary>
    private const int MaxNamesPerNode = 24;

    private readonly LexiconWords _language;
    private readonly int[] _parents;
    private readonly Dictionary<int, List<int>> _members = [];
    private readonly HashSet<(int, int)> _strong = [];
    private readonly HashSet<(int Word, int Noun)> _states = [];

    private WordClasses(int count, LexiconWords language)
    {
        _language = language;
        _parents = [.. Enumerable.Range(0, count)];
    }

    /// <summary>Gets the class of a word: the smallest number of its members.</summary>
    public int this[int word] => Find(word);

    /// <summary>Whether enough nodes swap two words for the written one to stand for the other as a whole name.</summary>
    public bool AreStrong(int name, int written) => _strong.Contains((written, name));

    /// <summary>Whether a word is in the class of a noun only because it says that somebody is in that state.</summary>
    public bool AreState(int word, int noun) => _states.Contains((word, noun));

    /// <summary>Derives the classes from the names of each node.</summary>
    /// <param name="tokens">The words.</param>
    /// <param name="names">The names; those of a node are adjacent.</param>
    /// <param name="derived">The names that nodes have by a rule or by the language.</param>
    /// <param name="rules">The rules in use.</param>
    /// <param name="language">The words of the language.</param>
    /// <param name="states">The words for states; null where they are not read.</param>
    public static WordClasses Induce(
        TokenTable tokens, IReadOnlyList<LexiconEntry> names, IReadOnlyList<LexiconEntry> derived, LexiconRules rules, LexiconWords language,
        StateForms? states = null)
    {
        foreach (string word in language.General)
        {
            tokens.Intern(word);
        }

        Dictionary<(int, int), int> heads = [];
        Dictionary<(int, int), int> support = CountSwaps(tokens, names, heads);
        int[]? uses = rules.HasFlag(LexiconRules.RareSwaps) ? CountUses(tokens, names, withSynonym: false) : null;
        WordClasses classes = new(tokens.Count, language);
        classes.AddStrong(support, uses);
        HashSet<(int, int)> mutual =
            uses is null ? [] : classes.FindMutual(support, heads, CountUses(tokens, names, withSynonym: true));
        if (!rules.HasFlag(LexiconRules.WordClasses))
        {
            return classes;
        }

        foreach (((int a, int b), int count) in support.OrderByDescending(static p => p.Value).ThenBy(static p => p.Key))
        {
            classes._members.TryAdd(a, [a]);
            classes._members.TryAdd(b, [b]);
            if (count >= (AreKin(tokens.GetWord(a), tokens.GetWord(b)) ? MinimumSupportOfKin : MinimumSupport)
                || (uses is not null && count >= RareSupport && count >= RareShare * Math.Min(uses[a], uses[b])) || mutual.Contains((a, b)))
            {
                classes.Unite(a, b, tokens, support);
            }
        }

        HashSet<int> general = [.. language.General.Select(word => tokens.Find(word))];
        if (rules.HasFlag(LexiconRules.Derivations))
        {
            // "Abnormally" says how much, and not that something is wrong.
            int FindBase(int word) => language.Derived.FindBase(tokens, tokens.GetWord(word)) is var noun && !general.Contains(noun) ? noun : -1;
            classes.UniteDerived(tokens, support, FindBase);
        }

        if (states is not null)
        {
            IEnumerable<LexiconEntry> known = names.Concat(derived);
            HashSet<int> whole = [.. known.Where(static name => name.Words.Length == 1).Select(static name => name.Words[0])];
            whole.ExceptWith(general);
            int FindState(int word) => states.FormOf(word) is ( >= 0 and int noun, StateKind.State or StateKind.Body) && whole.Contains(noun) ? noun : -1;
            classes.UniteDerived(tokens, support, FindState, classes._states);
        }

        if (rules.HasFlag(LexiconRules.GeneralWords))
        {
            classes.UniteGeneralWords(tokens, support);
        }

        return classes;
    }

    /// <summary>
    /// Notes which words stand for which as a whole name. The share is that of the word as written: a synostosis may be any, not only of the skull.
    /// </summary>
    private void AddStrong(Dictionary<(int, int), int> support, int[]? uses)
    {
        foreach (((int a, int b), int count) in support)
        {
            bool isFrequent = count >= StrongSupport;
            bool isRare = uses is not null && count >= StrongRareSupport;
            if (isFrequent || (isRare && count >= StrongRareShare * uses![a]))
            {
                _strong.Add((a, b));
            }

            if (isFrequent || (isRare && count >= StrongRareShare * uses![b]))
            {
                _strong.Add((b, a));
            }
        }
    }

    /// <summary>
    /// Finds the pairs of words that are swapped for no other word more often. One that often is stands for the other as a whole name, too, where both are
    /// mostly the last word of the names that swap them: "bleeding" is a hemorrhage, and "cardiac" no heart.
    /// </summary>
    private HashSet<(int, int)> FindMutual(Dictionary<(int, int), int> support, Dictionary<(int, int), int> heads, int[] uses)
    {
        Dictionary<int, int> most = [];
        foreach (((int a, int b), int count) in support)
        {
            most[a] = Math.Max(count, most.GetValueOrDefault(a));
            most[b] = Math.Max(count, most.GetValueOrDefault(b));
        }

        HashSet<(int, int)> mutual = [];
        foreach (((int a, int b), int count) in support)
        {
            bool isMutual = count >= MutualSupport && count == most[a] && count == most[b]
                && count >= MutualShare * Math.Min(uses[a], uses[b]) && count >= MutualCommonShare * Math.Max(uses[a], uses[b]);
            if (!isMutual)
            {
                continue;
            }

            mutual.Add((a, b));
            foreach ((int written, int name) in heads.GetValueOrDefault((a, b)) * 2 < count ? [] : ((int, int)[])[(a, b), (b, a)])
            {
                if (count >= MutualShare * uses[written])
                {
                    _strong.Add((written, name));
                }
            }
        }

        return mutual;
    }

    /// <summary>Joins words of the names with the nouns of the names that they derive from: "hypertensive" with "hypertension".</summary>
    /// <param name="tokens">The words.</param>
    /// <param name="support">The number of nodes that swap two words.</param>
    /// <param name="findBase">Returns the noun of a word, or -1.</param>
    /// <param name="added">Takes the pairs that nothing else joins; null where they are not asked for.</param>
    private void UniteDerived(TokenTable tokens, Dictionary<(int, int), int> support, Func<int, int> findBase, HashSet<(int Word, int Noun)>? added = null)
    {
        for (int word = 0; word < _parents.Length; word++)
        {
            int noun = IsWord(tokens, word) ? findBase(word) : -1;
            if (noun >= 0 && noun < _parents.Length)
            {
                _members.TryAdd(word, [word]);
                _members.TryAdd(noun, [noun]);
                bool isNew = Find(word) != Find(noun);
                if (_members[Find(word)].Count == 1)
                {
                    // A form means what its noun means, so that it need not be swapped for what the noun is swapped for.
                    Join(Find(word), Find(noun));
                }
                else
                {
                    Unite(word, noun, tokens, support);
                }

                if (isNew && Find(word) == Find(noun))
                {
                    added?.Add((word, noun));
                }
            }
        }
    }

    /// <summary>
    /// Adds the general words to the class of "abnormality": where a graph names findings "abnormality of X", texts also say "X lesions",
    /// "X manifestations", "involvement of the X".
    /// </summary>
    private void UniteGeneralWords(TokenTable tokens, Dictionary<(int, int), int> support)
    {
        int center = _language.GeneralHead is { } head ? tokens.Find(head) : -1;
        int swaps = center < 0 ? 0 : support.Where(p => p.Key.Item1 == center || p.Key.Item2 == center).Sum(static p => p.Value);
        if (swaps < GeneralSupport)
        {
            return;
        }

        foreach (string word in _language.General)
        {
            int id = tokens.Find(word);
            if (Find(id) != Find(center))
            {
                (int smaller, int larger) = Find(id) < Find(center) ? (Find(id), Find(center)) : (Find(center), Find(id));
                _parents[larger] = smaller;
            }
        }
    }

    /// <summary>Counts for two words the nodes with names that swap them.</summary>
    /// <param name="tokens">The words.</param>
    /// <param name="names">The names; those of a node are adjacent.</param>
    /// <param name="heads">Takes the same for names that have them as their last words.</param>
    private static Dictionary<(int, int), int> CountSwaps(TokenTable tokens, IReadOnlyList<LexiconEntry> names, Dictionary<(int, int), int> heads)
    {
        Dictionary<(int, int), int> support = [];
        HashSet<(int, int)> ofNode = [];
        HashSet<(int, int)> headsOfNode = [];
        for (int first = 0; first < names.Count;)
        {
            int end = first + 1;
            while (end < names.Count && names[end].Node == names[first].Node)
            {
                end++;
            }

            ofNode.Clear();
            headsOfNode.Clear();
            int last = Math.Min(end, first + MaxNamesPerNode);
            for (int i = first; i < last; i++)
            {
                for (int j = i + 1; j < last; j++)
                {
                    if (FindSwap(names[i].Words, names[j].Words) is { } swap && IsWord(tokens, swap.A) && IsWord(tokens, swap.B))
                    {
                        (int, int) pair = swap.A < swap.B ? (swap.A, swap.B) : (swap.B, swap.A);
                        ofNode.Add(pair);
                        if (names[i].Words[^1] == swap.A && names[j].Words[^1] == swap.B)
                        {
                            headsOfNode.Add(pair);
                        }
                    }
                }
            }

            Increment(support, ofNode);
            Increment(heads, headsOfNode);
            first = end;
        }

        return support;
    }

    private static void Increment(Dictionary<(int, int), int> counts, HashSet<(int, int)> pairs)
    {
        foreach ((int, int) pair in pairs)
        {
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }
    }

    /// <summary>Counts for each word the nodes with a name of several words that has it; all nodes, or those with more than one name.</summary>
    private static int[] CountUses(TokenTable tokens, IReadOnlyList<LexiconEntry> names, bool withSynonym)
    {
        int[] uses = new int[tokens.Count];
        int[] last = new int[tokens.Count];
        Array.Fill(last, -1);
        for (int i = 0; i < names.Count; i++)
        {
            LexiconEntry name = names[i];
            bool isCounted = name.Words.Length > 1
                && (!withSynonym || (i > 0 && names[i - 1].Node == name.Node) || (i + 1 < names.Count && names[i + 1].Node == name.Node));
            foreach (int word in isCounted ? name.Words : [])
            {
                uses[word] += last[word] == name.Node ? 0 : 1;
                last[word] = name.Node;
            }
        }

        return uses;
    }

    /// <summary>Whether a word has at least three characters and no digit.</summary>
    public static bool IsWord(TokenTable tokens, int word)
    {
        ReadOnlySpan<char> text = tokens.GetWord(word);
        return text.Length > 2 && !text.ContainsAnyInRange('0', '9');
    }

    /// <summary>Returns the one word of each of two names that the other lacks; null when they differ in more than one word or in none.</summary>
    private static (int A, int B)? FindSwap(int[] left, int[] right)
    {
        if (left.Length != right.Length || left.Length < 2)
        {
            return null;
        }

        return FindOnlyMissing(left, right) is >= 0 and int a && FindOnlyMissing(right, left) is >= 0 and int b ? (a, b) : null;
    }

    /// <summary>Returns the one word that another name lacks; -1 when it lacks more than one or none.</summary>
    private static int FindOnlyMissing(int[] words, int[] other)
    {
        int missing = -1;
        foreach (int word in words)
        {
            if (!other.Contains(word))
            {
                if (missing >= 0)
                {
                    return -1;
                }

                missing = word;
            }
        }

        return missing;
    }

    /// <summary>Whether two words start with the same root.</summary>
    public static bool AreKin(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int common = a.CommonPrefixLength(b);
        return common >= 4 && common >= Math.Max(a.Length, b.Length) - 4;
    }

    private int Find(int word)
    {
        while (_parents[word] != word)
        {
            word = _parents[word];
        }

        return word;
    }

    /// <summary>Joins two classes when each word of the one is swapped for, or akin to, each word of the other: similarity is not transitive.</summary>
    private void Unite(int a, int b, TokenTable tokens, Dictionary<(int, int), int> support)
    {
        a = Find(a);
        b = Find(b);
        if (a == b || _members[a].Count + _members[b].Count > MaxClassSize)
        {
            return;
        }

        foreach (int x in _members[a])
        {
            foreach (int y in _members[b])
            {
                if (!support.ContainsKey(x < y ? (x, y) : (y, x)) && !AreKin(tokens.GetWord(x), tokens.GetWord(y)))
                {
                    return;
                }

                if (_language.Contrasts.Contrast(tokens.GetWord(x), tokens.GetWord(y)))
                {
                    return;
                }
            }
        }

        Join(a, b);
    }

    private void Join(int a, int b)
    {
        if (a != b)
        {
            (int smaller, int larger) = a < b ? (a, b) : (b, a);
            _parents[larger] = smaller;
            _members[smaller].AddRange(_members[larger]);
            _members.Remove(larger);
        }
    }
}
