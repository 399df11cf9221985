using System.Collections.Concurrent;

namespace MedReason.Entities;

/// <summary>All names of a graph, compiled for one pass over a text. Immutable, safe for concurrent use.</summary>
internal sealed class EntityLexicon
{
    private readonly ConcurrentBag<WordCache> _wordCaches = [];

    /// <summary>The rules by which the names were compiled and texts are read.</summary>
    public required LexiconRules Rules { get; init; }

    /// <summary>The words of the language of the names.</summary>
    public required LexiconWords LanguageWords { get; init; }

    /// <summary>The words of the names, numbered.</summary>
    public required TokenTable Tokens { get; init; }

    /// <summary>For each word the number of its class: what the trie is over.</summary>
    public required int[] Classes { get; init; }

    /// <summary>The number that stands for a comma inside a name; negative where marks only part names.</summary>
    public required int Comma { get; init; }

    /// <summary>The number that stands for another mark inside a name; negative where marks only part names.</summary>
    public required int Break { get; init; }

    /// <summary>The classes themselves.</summary>
    public required WordClasses WordClasses { get; init; }

    /// <summary>The names as sequences of word classes.</summary>
    public required TokenTrie Trie { get; init; }

    /// <summary>The names; the trie's entries point here.</summary>
    public required LexiconEntry[] Entries { get; init; }

    public required NodeId[] NodeIds { get; init; }

    public required NodeType[] NodeTypes { get; init; }

    /// <summary>The more general nodes of each node, as indexes; null where it has none.</summary>
    public required int[]?[] Parents { get; init; }

    /// <summary>For each word whether the graph's own names put it before another complete name ("hereditary", "gastric").</summary>
    public required bool[] IsPremodifier { get; init; }

    /// <summary>For each class whether a tenth of the names with a word of it have a word for a side before that word: "left ventricle" is a term.</summary>
    public required bool[] IsSided { get; init; }

    /// <summary>For each word what it says between the words of a name.</summary>
    public required LinkingKind[] Linking { get; init; }

    /// <summary>The words for the states that the names have nouns for; null where they are not read.</summary>
    public required StateForms? States { get; init; }

    /// <summary>The class of the general word of the names; negative when they have none.</summary>
    public required int General { get; init; }

    /// <summary>The general words that say what is wrong: "malformation".</summary>
    public required int[] Specific { get; init; }

    /// <summary>The words for how something was found: "laboratory".</summary>
    public required int[] Methods { get; init; }

    /// <summary>The words that names have behind a symbol and its kind: "elevation" in "ST segment elevation".</summary>
    public required HashSet<int> SymbolParts { get; init; }

    /// <summary>Returns a cache of what words are read as, for one reading at a time; as many are held as there were readings at once.</summary>
    public WordCache RentWordCache() => _wordCaches.TryTake(out WordCache? cache) ? cache : new WordCache();

    public void ReturnWordCache(WordCache cache) => _wordCaches.Add(cache);

    public bool IsGeneralWord(int wordClass) => wordClass >= 0 && wordClass == General;

    /// <summary>Whether a node is more general than another, by any number of steps.</summary>
    public bool IsAncestor(int ancestor, int node)
    {
        if (Parents[node] is null)
        {
            return false;
        }

        HashSet<int> seen = [node];
        Stack<int> open = new([node]);
        while (open.TryPop(out int current))
        {
            foreach (int parent in Parents[current] ?? [])
            {
                if (parent == ancestor)
                {
                    return true;
                }

                if (seen.Add(parent))
                {
                    open.Push(parent);
                }
            }
        }

        return false;
    }
}
