namespace MedReason.Runs;

/// <summary>What the results of a batch came to.</summary>
internal sealed class BatchTally
{
    public int Replies { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Why requests failed, where all failed alike; else null.</summary>
    public string? Summary { get; private set; }

    public bool IsTransient { get; private set; }

    public void Add(RequestFailure? failure)
    {
        if (failure is null)
        {
            Replies++;
            return;
        }

        Failed++;
        Summary = Failed == 1 || Summary == failure.Summary ? failure.Summary : null;
        IsTransient |= failure.IsTransient;
    }
}
