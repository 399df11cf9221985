namespace MedReason.Entities;

/// <summary>
/// Words that a graph's own synonyms show to mean the same: where several nodes bear two names that differ in one word only ("renal cyst", "kidney
/// cyst"), those two words are one class. What the lexicon matches are classes.
/// </summary>
internal sealed class WordClasses
{
    /// <summary>How many nodes must swap two words before they are one class.</summary>
    public const int MinimumSupport = 15;

    /// <summary>As above, for two words of one root ("clavicle", "clavicular").</summary>
    public const int MinimumSupportOfKin = 1;

    /// <summary>So many swaps with other words show that "abnormality" is the graph's general word.</summary>
    private const int GeneralSupport = 50;

    /// <summary>Words for "something is wrong with it", in normal form.</summary>
    private static readonly string[] GeneralWords =
    [
        "abnormal", "anomali", "malformation", "defect", "disorder", "lesion", "manifestation", "involvement", "symptom", "sign", "finding", "disturbance",
        "problem", "change", "alteration", "feature",
    ];

    private const int StrongSupport = 15;
    private const int LargestClass = 6;
    private const int MostNamesOfNode = 24;

    private readonly int[] _parents;
    private readonly Dictionary<int, List<int>> _members = [];
    private readonly HashSet<(int, int)> _strong = [];

    private WordClasses(int count)
    {
        _parents = [.. Enumerable.Range(0, count)];
    }

    /// <summary>The class of a word: the smallest number of its members.</summary>
    public int this[int word] => Find(word);

    /// <summary>Whether so many nodes swap two words that either may stand for the other even alone.</summary>
    public bool AreStrong(int a, int b) => _strong.Contains(a < b ? (a, b) : (b, a));

    /// <summary>Reads the classes off the names of each node.</summary>
    /// <param name="tokens">The words.</param>
    /// <param name="names">For each name its node and its words; the names of a node stand together.</param>
    /// <param name="rules">Which rules are in use.</param>
    public static WordClasses Induce(TokenTable tokens, IReadOnlyList<LexiconEntry> names, LexiconRules rules)
    {
        foreach (string word in GeneralWords)
        {
            tokens.Intern(word);
        }

        Dictionary<(int, int), int> support = CountSwaps(tokens, names);
        WordClasses classes = new(tokens.Count);
        classes._strong.UnionWith(support.Where(static p => p.Value >= StrongSupport).Select(static p => p.Key));
        if (!rules.HasFlag(LexiconRules.WordClasses))
        {
            return classes;
        }

        foreach (((int a, int b), int count) in support.OrderByDescending(static p => p.Value).ThenBy(static p => p.Key))
        {
            classes._members.TryAdd(a, [a]);
            classes._members.TryAdd(b, [b]);
            if (count >= (AreKin(tokens.GetWord(a), tokens.GetWord(b)) ? MinimumSupportOfKin : MinimumSupport))
            {
                classes.Unite(a, b, tokens, support);
            }
        }

        if (rules.HasFlag(LexiconRules.GeneralWords))
        {
            classes.UniteGeneralWords(tokens, support);
        }

        return classes;
    }

    /// <summary>
    /// Where a graph names findings "abnormality of X", texts say "X lesions", "X manifestations", "involvement of the X" just as well. The words join only
    /// what the graph's own synonyms have joined to "abnormality" already.
    /// </summary>
    private void UniteGeneralWords(TokenTable tokens, Dictionary<(int, int), int> support)
    {
        int center = tokens.Find("abnormaliti");
        int swaps = center < 0 ? 0 : support.Where(p => p.Key.Item1 == center || p.Key.Item2 == center).Sum(static p => p.Value);
        if (swaps < GeneralSupport)
        {
            return;
        }

        foreach (string word in GeneralWords)
        {
            int id = tokens.Find(word);
            if (Find(id) != Find(center))
            {
                (int smaller, int larger) = Find(id) < Find(center) ? (Find(id), Find(center)) : (Find(center), Find(id));
                _parents[larger] = smaller;
            }
        }
    }

    internal static Dictionary<(int, int), int> CountSwaps(TokenTable tokens, IReadOnlyList<LexiconEntry> names)
    {
        Dictionary<(int, int), int> support = [];
        HashSet<(int, int)> ofNode = [];
        for (int first = 0; first < names.Count;)
        {
            int end = first + 1;
            while (end < names.Count && names[end].Node == names[first].Node)
            {
                end++;
            }

            ofNode.Clear();
            int last = Math.Min(end, first + MostNamesOfNode);
            for (int i = first; i < last; i++)
            {
                for (int j = i + 1; j < last; j++)
                {
                    if (FindSwap(names[i].Words, names[j].Words) is { } swap && IsWord(tokens, swap.A) && IsWord(tokens, swap.B))
                    {
                        ofNode.Add(swap.A < swap.B ? (swap.A, swap.B) : (swap.B, swap.A));
                    }
                }
            }

            foreach ((int, int) pair in ofNode)
            {
                support[pair] = support.GetValueOrDefault(pair) + 1;
            }

            first = end;
        }

        return support;
    }

    private static bool IsWord(TokenTable tokens, int word)
    {
        ReadOnlySpan<char> text = tokens.GetWord(word);
        return text.Length > 2 && !text.ContainsAnyInRange('0', '9');
    }

    /// <summary>The one word that each of two names has and the other has not; null where they differ in more or in nothing.</summary>
    private static (int A, int B)? FindSwap(int[] left, int[] right)
    {
        if (left.Length != right.Length || left.Length < 2)
        {
            return null;
        }

        int a = -1;
        int b = -1;
        foreach (int word in left)
        {
            if (!right.Contains(word))
            {
                if (a >= 0)
                {
                    return null;
                }

                a = word;
            }
        }

        foreach (int word in right)
        {
            if (!left.Contains(word))
            {
                if (b >= 0)
                {
                    return null;
                }

                b = word;
            }
        }

        return a >= 0 && b >= 0 ? (a, b) : null;
    }

    internal static bool AreKin(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
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

    /// <summary>Joins two classes where each word of the one has been swapped for, or is kin to, each word of the other: likeness is not handed on.</summary>
    private void Unite(int a, int b, TokenTable tokens, Dictionary<(int, int), int> support)
    {
        a = Find(a);
        b = Find(b);
        if (a == b || _members[a].Count + _members[b].Count > LargestClass)
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

                if (WordContrasts.Contrast(tokens.GetWord(x), tokens.GetWord(y)))
                {
                    return;
                }
            }
        }

        (int smaller, int larger) = a < b ? (a, b) : (b, a);
        _parents[larger] = smaller;
        _members[smaller].AddRange(_members[larger]);
        _members.Remove(larger);
    }
}
