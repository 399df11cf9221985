namespace MedReason.Reports;

/// <summary>What the rows of one source come to. Not safe for concurrent use.</summary>
internal sealed class AuditCounts
{
    /// <summary>Gets the number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Gets the number of accepted rows.</summary>
    public long Accepted { get; private set; }

    /// <summary>Gets the number of rejected rows.</summary>
    public long Rejected { get; private set; }

    /// <summary>Gets the number of rows that could not be checked.</summary>
    public long NotCheckable => Rows - Accepted - Rejected;

    /// <summary>Gets the supported claims among those that could be compared.</summary>
    public AuditShare Claims { get; } = new();

    /// <summary>Gets the claims that could be compared among all.</summary>
    public AuditShare Read { get; } = new();

    /// <summary>Gets the hops that the graph has among those whose ends it has.</summary>
    public AuditShare Hops { get; } = new();

    /// <summary>Gets the number of rows that have a known answer and conclude one.</summary>
    public long Compared { get; private set; }

    /// <summary>Gets how many of these conclude another one.</summary>
    public long OtherAnswers { get; private set; }

    /// <summary>Gets the number of rows that speak of a given answer or of instructions.</summary>
    public long Leaks { get; private set; }

    /// <summary>Gets the number of rows that state their answer first.</summary>
    public long AnswersFirst { get; private set; }

    /// <summary>Gets the number of rows that a benchmark has too.</summary>
    public long Overlapping { get; private set; }

    /// <summary>Adds a row.</summary>
    public void Add(AuditRow row)
    {
        int compared = row.Supported + row.Contradicted + row.NotInGraph;
        Rows++;
        Accepted += row.Verdict == VerdictStatus.Accepted ? 1 : 0;
        Rejected += row.Verdict == VerdictStatus.Rejected ? 1 : 0;
        Claims.Add(row.Supported, compared);
        Read.Add(compared, compared + row.NotCheckable);
        Hops.Add(row.HopsInGraph, row.Hops);
        Compared += row.IsCompared ? 1 : 0;
        OtherAnswers += row.IsCompared && row.IsOtherAnswer ? 1 : 0;
        Leaks += row.IsLeak ? 1 : 0;
        AnswersFirst += row.IsAnswerFirst ? 1 : 0;
        Overlapping += row.Benchmarks.Count > 0 ? 1 : 0;
    }
}
