using System.Runtime.InteropServices;

namespace MedReason.Entities;

/// <summary>Words that the synonyms of a graph leave out beside another word: "muscle" before "weakness", "mellitus" behind "diabetes".</summary>
internal sealed class WordElisions
{
    /// <summary>The minimum number of nodes with a name that has a word beside another and a name that lacks it, for it to be left out elsewhere.</summary>
    private const int MinSupport = 3;

    /// <summary>The maximum number of nodes that the word distinguishes, as a share of the others: "malignant" before "neoplasm" has more.</summary>
    private const double MaxContrast = 1 / 3.0;

    /// <summary>In the place of a word: none, as there the name starts or ends, and several.</summary>
    private const int None = -1;
    private const int Several = -2;

    private readonly LexiconNames _names;
    private readonly TokenTable _tokens;
    private readonly LexiconWords _words;
    private readonly HashSet<ulong> _known = [];
    private readonly Dictionary<Bond, Tally> _tallies = [];

    /// <summary>For each word the one that it always follows; null before it was met.</summary>
    private readonly int?[] _leaders;

    private WordElisions(LexiconNames names, TokenTable tokens, LexiconWords words)
    {
        _names = names;
        _tokens = tokens;
        _words = words;
        _leaders = new int?[tokens.Count];
        foreach (LexiconEntry entry in names.Entries)
        {
            int[] name = entry.Words;
            _known.Add(Hash(name, without: -1));
            for (int i = 0; i < name.Length; i++)
            {
                int before = i > 0 ? name[i - 1] : Several;
                _leaders[name[i]] = (_leaders[name[i]] ?? before) == before ? before : Several;
            }
        }
    }

    /// <summary>Returns the names without the words that others leave out: "hand weakness" for "hand muscle weakness".</summary>
    /// <param name="names">The names; those of a node are adjacent.</param>
    /// <param name="tokens">The words of all names.</param>
    /// <param name="words">The words of the language.</param>
    /// <remarks>
    /// A name that any node has is left to it. The last word is what a name is about, so that only a word which always follows the same one ("mellitus") is
    /// left out there: an "increased head" is no increased head circumference. A word that is left out between the same two words only is left out there
    /// only: "limb muscle weakness" and "limb weakness" say nothing of muscles behind limbs.
    /// </remarks>
    public static List<LexiconEntry> Find(LexiconNames names, TokenTable tokens, LexiconWords words)
    {
        WordElisions elisions = new(names, tokens, words);
        elisions.Count();
        return elisions.Shorten();
    }

    /// <summary>Counts for each word and neighbor the nodes of which the word distinguishes no name, and those of which it does.</summary>
    private void Count()
    {
        HashSet<ulong> own = [];
        IReadOnlyList<LexiconEntry> entries = _names.Entries;
        for (int first = 0; first < entries.Count;)
        {
            int end = first;
            own.Clear();
            for (; end < entries.Count && entries[end].Node == entries[first].Node; end++)
            {
                own.Add(Hash(entries[end].Words, without: -1));
            }

            for (; first < end; first++)
            {
                // A derived name is no evidence of how the sources name a node.
                bool isEvidence = !entries[first].Has(LexiconEntryTraits.Derived) && entries[first].Words.Length > 1;
                for (int i = 0; isEvidence && i < entries[first].Words.Length; i++)
                {
                    ulong rest = Hash(entries[first].Words, without: i);
                    bool isLeftOut = own.Contains(rest);
                    foreach ((Bond bond, int side) in isLeftOut || _known.Contains(rest) ? BondsOf(first, i) : [])
                    {
                        CollectionsMarshal.GetValueRefOrAddDefault(_tallies, bond, out _).Add(entries[first].Node, side, isLeftOut);
                    }
                }
            }
        }
    }

    private List<LexiconEntry> Shorten()
    {
        // Names of different words and nodes that leave the same words behind would not be distinguished.
        Dictionary<ulong, (ulong Whole, int Node, bool IsClear)> sources = [];
        List<LexiconEntry> shortened = [];
        for (int entry = 0; entry < _names.Entries.Count; entry++)
        {
            LexiconEntry name = _names.Entries[entry];
            for (int i = 0; !name.Has(LexiconEntryTraits.Derived) && name.Words.Length > 1 && i < name.Words.Length; i++)
            {
                ulong rest = Hash(name.Words, without: i);
                bool isNamed = name.Words.Length > 2 || WordClasses.IsWord(_tokens, name.Words[1 - i]);
                bool isKind = _words.IsSymbolKind(_tokens, name, i);
                if (isNamed && !_known.Contains(rest)
                    && (isKind || BondsOf(entry, i).Any(bond => _tallies.GetValueOrDefault(bond.Bond).IsLeftOut(bond.Side))))
                {
                    ulong whole = Hash(name.Words, without: -1);
                    (ulong Whole, int Node, bool IsClear) source = sources.GetValueOrDefault(rest, (whole, name.Node, true));
                    sources[rest] = source with { IsClear = source.IsClear && (source.Whole == whole || source.Node == name.Node) };
                    shortened.Add(name with
                    {
                        Words = [.. name.Words[..i], .. name.Words[(i + 1)..]],
                        Traits = (name.Traits & ~LexiconEntryTraits.Preferred) | (isKind ? LexiconEntryTraits.None : LexiconEntryTraits.Elided),
                    });
                }
            }
        }

        shortened.RemoveAll(name => !sources[Hash(name.Words, without: -1)].IsClear);
        return shortened;
    }

    /// <summary>Returns a word of a name with each neighbor that no mark separates from it, and what is on its other side.</summary>
    private IEnumerable<(Bond Bond, int Side)> BondsOf(int entry, int word)
    {
        int[] name = _names.Entries[entry].Words;
        int marks = _names.Marks[entry].Commas | _names.Marks[entry].Breaks;
        bool isLast = word == name.Length - 1;
        if ((word > 0 && (marks & (1 << word)) != 0) || (!isLast && (marks & (1 << (word + 1))) != 0))
        {
            yield break;
        }

        int before = word > 0 ? name[word - 1] : None;
        int behind = isLast ? None : name[word + 1];
        if (before >= 0 && (!isLast || _leaders[name[word]] == before))
        {
            yield return (new Bond(name[word], before, IsBefore: false), behind);
        }

        if (behind >= 0)
        {
            yield return (new Bond(name[word], behind, IsBefore: true), before);
        }
    }

    /// <summary>Returns a hash of the words of a name but one, in 64 bits, so that names are not compared.</summary>
    private static ulong Hash(int[] words, int without)
    {
        ulong hash = 14695981039346656037;
        for (int i = 0; i < words.Length; i++)
        {
            if (i != without)
            {
                hash = ulong.RotateLeft((hash ^ (uint)words[i]) * 0x9E3779B97F4A7C15, 29);
            }
        }

        return hash;
    }

    /// <summary>A word that is left out and the neighbor that stays.</summary>
    private readonly record struct Bond(int Word, int Neighbor, bool IsBefore);

    /// <summary>The nodes with a word beside another.</summary>
    private struct Tally
    {
        private int _leftOut;
        private int _distinguished;
        private int _lastLeftOut;
        private int _lastDistinguished;
        private int _side;

        public void Add(int node, int side, bool isLeftOut)
        {
            // Nodes are counted from 1 here, as 0 is the default.
            if (isLeftOut)
            {
                _side = _leftOut == 0 || _side == side ? side : Several;
                _leftOut += _lastLeftOut == node + 1 ? 0 : 1;
                _lastLeftOut = node + 1;
            }
            else
            {
                _distinguished += _lastDistinguished == node + 1 ? 0 : 1;
                _lastDistinguished = node + 1;
            }
        }

        public readonly bool IsLeftOut(int side) =>
            _leftOut >= MinSupport && _distinguished <= _leftOut * MaxContrast && (_side == Several || _side == side);
    }
}
