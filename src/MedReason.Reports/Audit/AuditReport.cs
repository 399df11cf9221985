namespace MedReason.Reports;

/// <summary>Sums up the rows of an audit as they come; memory does not grow with the dataset. Not safe for concurrent use.</summary>
public sealed class AuditReport
{
    private const string Unnamed = "(not named)";

    private readonly List<AuditRow> _worst = [];
    private readonly List<AuditRow> _best = [];
    private readonly int _examples;

    /// <summary>Initializes a new instance of the <see cref="AuditReport"/> class.</summary>
    /// <param name="examples">The maximum number of worst and of best rows that are kept; 0 or more.</param>
    public AuditReport(int examples = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(examples);
        _examples = examples;
    }

    /// <summary>Gets the rejected rows with the most false claims, the worst first; equal ones in the order in which they came.</summary>
    public IReadOnlyList<AuditRow> Worst => _worst;

    /// <summary>Gets the accepted rows with the most supported claims, the best first; equal ones in the order in which they came.</summary>
    public IReadOnlyList<AuditRow> Best => _best;

    /// <summary>Gets the number of rows that nearly repeat an earlier one; null when that was not looked for.</summary>
    public long? DuplicateRows { get; set; }

    /// <summary>Gets all rows.</summary>
    internal AuditCounts All { get; } = new();

    /// <summary>Gets the rows by source.</summary>
    internal SortedDictionary<string, AuditCounts> Sources { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the rows that hold a finding, by its code.</summary>
    internal SortedDictionary<string, long> Findings { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the rows that a benchmark has too, by its file name.</summary>
    internal SortedDictionary<string, long> Benchmarks { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    public void Add(AuditRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        string source = row.Source ?? Unnamed;
        if (!Sources.TryGetValue(source, out AuditCounts? counts))
        {
            Sources[source] = counts = new AuditCounts();
        }

        All.Add(row);
        counts.Add(row);
        Count(Findings, row.Findings);
        Count(Benchmarks, row.Benchmarks);
        if (row.Verdict == VerdictStatus.Rejected)
        {
            Keep(_worst, row, static row => row.Contradicted + row.NotInGraph);
        }
        else if (row.Verdict == VerdictStatus.Accepted)
        {
            Keep(_best, row, static row => row.Supported);
        }
    }

    private static void Count(SortedDictionary<string, long> counts, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }
    }

    private void Keep(List<AuditRow> rows, AuditRow row, Func<AuditRow, int> weight)
    {
        int at = rows.FindIndex(other => weight(other) < weight(row));
        rows.Insert(at < 0 ? rows.Count : at, row);
        if (rows.Count > _examples)
        {
            rows.RemoveAt(_examples);
        }
    }
}
