namespace MedReason.Runs;

/// <summary>The rows that wait for calls in batches. Safe for concurrent use.</summary>
internal sealed class BatchWaits
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, int> _open = [];
    private readonly Dictionary<string, List<long>> _rows = new(StringComparer.Ordinal);

    /// <summary>The number of rows that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>The number of rows that have stopped waiting so far.</summary>
    public long Released { get; private set; }

    /// <summary>Whether a row waits.</summary>
    public bool IsWaiting(long ordinal)
    {
        lock (_lock)
        {
            return _open.ContainsKey(ordinal);
        }
    }

    /// <summary>Lets a row wait for calls, each named once.</summary>
    public void Add(long ordinal, IReadOnlyCollection<string> keys)
    {
        lock (_lock)
        {
            _open[ordinal] = keys.Count;
            foreach (string key in keys)
            {
                if (!_rows.TryGetValue(key, out List<long>? rows))
                {
                    _rows.Add(key, rows = new List<long>(1));
                }

                rows.Add(ordinal);
            }
        }
    }

    /// <summary>Lets every row go on.</summary>
    public void ReleaseAll()
    {
        lock (_lock)
        {
            Released += _open.Count;
            _open.Clear();
            _rows.Clear();
        }
    }

    /// <summary>Notes that a call has come to its end. A row whose calls all have does not wait any more.</summary>
    public void Release(string key)
    {
        lock (_lock)
        {
            if (!_rows.Remove(key, out List<long>? rows))
            {
                return;
            }

            foreach (long row in rows)
            {
                if (--_open[row] == 0)
                {
                    _open.Remove(row);
                    Released++;
                }
            }
        }
    }
}
