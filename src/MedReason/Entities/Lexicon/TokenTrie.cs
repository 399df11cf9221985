namespace MedReason;

/// <summary>A trie over word numbers in flat arrays: one table of (state, word) to state, and for each state the list of names that end there.</summary>
/// <remarks>Writing is for one thread; afterwards any number may read.</remarks>
internal sealed class TokenTrie
{
    private ulong[] _keys = new ulong[1 << 14];
    private int[] _targets = new int[1 << 14];
    private int _mask = (1 << 14) - 1;
    private int _transitions;
    private int[] _firstEntry = new int[1 << 12];
    private int[] _nextEntry = new int[1 << 12];
    private int _entries;

    public const int Root = 0;

    /// <summary>How many states there are.</summary>
    public int StateCount { get; private set; } = 1;

    /// <summary>The state after a word, or -1.</summary>
    public int Step(int state, int word)
    {
        ulong key = Key(state, word);
        for (int slot = Slot(key); ; slot = (slot + 1) & _mask)
        {
            ulong held = _keys[slot];
            if (held == key)
            {
                return _targets[slot];
            }

            if (held == 0)
            {
                return -1;
            }
        }
    }

    /// <summary>The last name that was added for a state, or -1. Older ones follow by <see cref="NextEntry"/>.</summary>
    public int FirstEntry(int state) => _firstEntry[state] - 1;

    /// <summary>The name added before another for the same state, or -1.</summary>
    public int NextEntry(int entry) => _nextEntry[entry] - 1;

    /// <summary>The state of a sequence of words; made where there was none.</summary>
    public int AddPath(ReadOnlySpan<int> words)
    {
        int state = Root;
        foreach (int word in words)
        {
            int next = Step(state, word);
            if (next < 0)
            {
                next = StateCount++;
                if (next >= _firstEntry.Length)
                {
                    Array.Resize(ref _firstEntry, _firstEntry.Length * 2);
                }

                AddTransition(Key(state, word), next);
            }

            state = next;
        }

        return state;
    }

    /// <summary>The state of a sequence of words, or -1.</summary>
    public int FindPath(ReadOnlySpan<int> words)
    {
        int state = Root;
        foreach (int word in words)
        {
            state = word < 0 ? -1 : Step(state, word);
            if (state < 0)
            {
                return -1;
            }
        }

        return state;
    }

    /// <summary>Adds the next name, numbered from 0, to a state.</summary>
    public int AddEntry(int state)
    {
        int entry = _entries++;
        if (entry >= _nextEntry.Length)
        {
            Array.Resize(ref _nextEntry, _nextEntry.Length * 2);
        }

        _nextEntry[entry] = _firstEntry[state];
        _firstEntry[state] = entry + 1;
        return entry;
    }

    // Words are numbered from 0 and no transition leads back to the root: a key is never 0.
    private static ulong Key(int state, int word) => ((ulong)(uint)state << 32) | ((uint)word + 1);

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> 33) & _mask;

    private void AddTransition(ulong key, int target)
    {
        if (++_transitions * 2 > _keys.Length)
        {
            ulong[] keys = _keys;
            int[] targets = _targets;
            _keys = new ulong[keys.Length * 2];
            _targets = new int[keys.Length * 2];
            _mask = _keys.Length - 1;
            for (int i = 0; i < keys.Length; i++)
            {
                if (keys[i] != 0)
                {
                    Place(keys[i], targets[i]);
                }
            }
        }

        Place(key, target);
    }

    private void Place(ulong key, int target)
    {
        int slot = Slot(key);
        while (_keys[slot] != 0)
        {
            slot = (slot + 1) & _mask;
        }

        _keys[slot] = key;
        _targets[slot] = target;
    }
}
