namespace MedReason.Entities;

/// <summary>A trie over word numbers in flat arrays: one table of (state, word) to state, and for each state the list of names that end there.</summary>
/// <remarks>Filled by one thread; safe for concurrent reading afterwards.</remarks>
internal sealed class TokenTrie
{
    private Transition[] _table = new Transition[1 << 14];
    private int[] _fromRoot = new int[1 << 12];
    private int _mask = (1 << 14) - 1;
    private int _transitions;
    private State[] _states = new State[1 << 12];
    private int[] _nextEntry = new int[1 << 12];
    private int _entries;
    private int _count = 1;

    public const int Root = 0;

    /// <summary>Returns the state after a word, or -1.</summary>
    public int Step(int state, int word)
    {
        if (state == Root)
        {
            // Every word of a text tries this step: it costs one look into a small array.
            return (uint)word < (uint)_fromRoot.Length ? _fromRoot[word] - 1 : -1;
        }

        if ((_states[state].Words & WordBit(word)) == 0)
        {
            return -1;
        }

        ulong key = Key(state, word);
        Transition[] table = _table;
        for (int slot = Slot(key); ; slot = (slot + 1) & _mask)
        {
            ref readonly Transition held = ref table[slot];
            if (held.Key == key)
            {
                return held.Target;
            }

            if (held.Key == 0)
            {
                return -1;
            }
        }
    }

    /// <summary>Returns the last name added to a state, or -1. Earlier ones follow by <see cref="NextEntry"/>.</summary>
    public int FirstEntry(int state) => _states[state].FirstEntry - 1;

    /// <summary>Returns the name added to the same state before another, or -1.</summary>
    public int NextEntry(int entry) => _nextEntry[entry] - 1;

    /// <summary>Returns the state of a sequence of words; added when missing.</summary>
    public int AddPath(ReadOnlySpan<int> words)
    {
        int state = Root;
        foreach (int word in words)
        {
            int next = Step(state, word);
            if (next < 0)
            {
                next = _count++;
                if (next >= _states.Length)
                {
                    Array.Resize(ref _states, _states.Length * 2);
                }

                if (state == Root)
                {
                    if (word >= _fromRoot.Length)
                    {
                        Array.Resize(ref _fromRoot, Math.Max(_fromRoot.Length * 2, word + 1));
                    }

                    _fromRoot[word] = next + 1;
                }
                else
                {
                    _states[state].Words |= WordBit(word);
                    AddTransition(Key(state, word), next);
                }
            }

            state = next;
        }

        return state;
    }

    /// <summary>Returns the state of a sequence of words, or -1.</summary>
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

    /// <summary>Adds a name to a state; names are numbered from 0 in the order in which they are added.</summary>
    public void AddEntry(int state)
    {
        int entry = _entries++;
        if (entry >= _nextEntry.Length)
        {
            Array.Resize(ref _nextEntry, _nextEntry.Length * 2);
        }

        _nextEntry[entry] = _states[state].FirstEntry;
        _states[state].FirstEntry = entry + 1;
    }

    // Words are numbered from 0: a key is never 0.
    private static ulong Key(int state, int word) => ((ulong)(uint)state << 32) | ((uint)word + 1);

    private static ulong WordBit(int word) => 1UL << (int)(((uint)word * 0x9E3779B1U) >> 26);

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> 33) & _mask;

    private void AddTransition(ulong key, int target)
    {
        if (++_transitions * 2 > _table.Length)
        {
            Transition[] table = _table;
            _table = new Transition[table.Length * 2];
            _mask = _table.Length - 1;
            foreach (Transition transition in table)
            {
                if (transition.Key != 0)
                {
                    Place(transition.Key, transition.Target);
                }
            }
        }

        Place(key, target);
    }

    private void Place(ulong key, int target)
    {
        int slot = Slot(key);
        while (_table[slot].Key != 0)
        {
            slot = (slot + 1) & _mask;
        }

        _table[slot] = new Transition(key, target);
    }

    private readonly record struct Transition(ulong Key, int Target);

    private struct State
    {
        /// <summary>A bit for each word that goes on, by its hash: most steps of a text fail here, beside what a scan asks of the state anyway.</summary>
        public ulong Words;

        /// <summary>The last name added, from 1; 0 where no name ends here.</summary>
        public int FirstEntry;
    }
}
