namespace MedReason.Runs;

/// <summary>A batch that is under way, with what this session knows of it beside what is on record. One caller at a time.</summary>
internal sealed class OpenBatch(IBatchStore store, RunBatchOptions options, BatchEntry entry)
{
    /// <summary>What is on record.</summary>
    public BatchEntry Entry { get; private set; } = entry;

    /// <summary>Whether an upload was begun, whose end may not be on record.</summary>
    public bool IsUploadBegun { get; set; }

    /// <summary>Whether its file was uploaded again since the provider had lost it.</summary>
    public bool IsUploadedAgain { get; set; }

    /// <summary>When the provider first did not know it in this session; null where it does.</summary>
    public DateTimeOffset? MissingSince { get; set; }

    /// <summary>Records how far it is.</summary>
    /// <param name="entry">The batch.</param>
    /// <param name="point">The point that is reached; null for none.</param>
    public async Task SetAsync(BatchEntry entry, BatchPoint? point)
    {
        await store.RecordAsync(entry).ConfigureAwait(false);
        Entry = entry;
        if (point is { } reached)
        {
            await options.ReachAsync(reached).ConfigureAwait(false);
        }
    }

    /// <summary>Notes that it is over, which is on record.</summary>
    public void End() => Entry = Entry with { Step = BatchStep.Done };

    /// <summary>Whether the provider has not known it for so long that it never will. It may lag behind what was submitted.</summary>
    /// <param name="asked">When it was asked: a transfer may have taken any time, so that its start says nothing.</param>
    /// <param name="time">The clock.</param>
    public bool IsMissingForLong(DateTimeOffset asked, TimeProvider time)
    {
        if (MissingSince is { } first)
        {
            return asked - first >= options.SubmissionGrace;
        }

        MissingSince = time.GetUtcNow();
        return false;
    }
}
