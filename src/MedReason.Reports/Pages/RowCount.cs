namespace MedReason.Reports;

/// <summary>How many rows there are, and how many of them were accepted.</summary>
internal sealed class RowCount
{
    public long Total { get; private set; }

    public long Accepted { get; private set; }

    public void Add(bool isAccepted)
    {
        Total++;
        Accepted += isAccepted ? 1 : 0;
    }
}
