namespace MedReason.Entities;

/// <summary>
/// Finds what a graph calls abnormal although it never is normal: "thrombosis" for "abnormal thrombosis", as "venous thrombosis" needs no such word.
/// </summary>
/// <remarks>A gait is abnormal by what "ataxic gait" adds to it, and an "abnormality of the chest" says that nothing is wrong with a chest by itself.</remarks>
internal sealed class BareFindings
{
    /// <summary>The minimum number of more specific names that say only where the finding is.</summary>
    private const int MinSupport = 2;

    /// <summary>The maximum number of words of a name whose general word shows that the others are a structure or a function.</summary>
    private const int MaxStructureWords = 3;

    private readonly LexiconNames _names;
    private readonly int[] _classOf;
    private readonly int _general;

    /// <summary>The classes of the words for structures and functions.</summary>
    private readonly HashSet<int> _structures = [];

    /// <summary>The classes of the words that are names without a general word, or that something is abnormal of.</summary>
    private readonly HashSet<int> _things = [];

    /// <summary>The nodes for an abnormality of something.</summary>
    private readonly HashSet<int> _ofThings = [];

    /// <summary>For each node and head of the names right below it how many of these say only where it is, and how many something else.</summary>
    private readonly Dictionary<(int Node, int Head), (int Where, int What)> _kinds = [];

    private BareFindings(LexiconNames names, int[] classOf, int general, int[]?[] parents)
    {
        (_names, _classOf, _general) = (names, classOf, general);
        for (int i = 0; i < names.Entries.Count; i++)
        {
            AddThing(names.Entries[i], names.Marks[i]);
        }

        for (int i = 0; i < names.Entries.Count; i++)
        {
            if (names.Marks[i].Of < 0)
            {
                AddKind(names.Entries[i], parents[names.Entries[i].Node] ?? []);
            }
        }
    }

    /// <summary>Returns the names without their general word.</summary>
    /// <param name="names">The names.</param>
    /// <param name="classOf">The classes of the words.</param>
    /// <param name="general">The class of the general words; negative without one.</param>
    /// <param name="parents">For each node the more general ones; null when there are none.</param>
    public static IEnumerable<LexiconEntry> Find(LexiconNames names, int[] classOf, int general, int[]?[] parents) =>
        general < 0 ? [] : new BareFindings(names, classOf, general, parents).Find();

    private IEnumerable<LexiconEntry> Find() => _names.Entries
        .Where(name => name.Words.Length == 2 && IsGeneral(name.Words[0]) && !_things.Contains(_classOf[name.Words[1]]) && !_ofThings.Contains(name.Node)
            && _kinds.GetValueOrDefault((name.Node, _classOf[name.Words[1]])) is var (where, what) && where >= MinSupport && where > what)
        .Select(static name => name with
        {
            Words = name.Words[1..],
            Traits = (name.Traits & ~LexiconEntryTraits.Preferred) | LexiconEntryTraits.Elided,
        });

    private void AddThing(LexiconEntry name, NameMarks marks)
    {
        bool hasGeneral = name.Words.Any(IsGeneral);
        bool isOfThing = hasGeneral && marks.Of >= 0;
        if (hasGeneral && name.Words.Length <= MaxStructureWords)
        {
            _structures.UnionWith(name.Words.Select(word => _classOf[word]));
        }

        if (name.Words.Length == 1 || (name.Words.Length == 2 && isOfThing))
        {
            _things.UnionWith(name.Words.Select(word => _classOf[word]));
        }

        if (isOfThing)
        {
            _ofThings.Add(name.Node);
        }
    }

    private void AddKind(LexiconEntry name, int[] parents)
    {
        if (parents.Length == 0 || name.Words.Length == 1 || name.Words.Any(IsGeneral))
        {
            return;
        }

        bool isWhere = name.Words.SkipLast(1).All(word => _structures.Contains(_classOf[word]));
        foreach (int parent in parents)
        {
            (int Node, int Head) key = (parent, _classOf[name.Words[^1]]);
            (int where, int what) = _kinds.GetValueOrDefault(key);
            _kinds[key] = isWhere ? (where + 1, what) : (where, what + 1);
        }
    }

    private bool IsGeneral(int word) => _classOf[word] == _general;
}
