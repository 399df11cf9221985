namespace MedReason.Runs;

/// <summary>A request to a model as it is on record. Immutable.</summary>
internal sealed class RecordedRequest
{
    public required long Id { get; init; }

    public required RequestState State { get; init; }

    /// <summary>What it counts with, in picodollars; null where no session knew the price of the model.</summary>
    public required long? Amount { get; init; }

    /// <summary>No fewer tokens than were sent.</summary>
    public required long MaxInputTokens { get; init; }

    /// <summary>The limit on the reply; null where there was none.</summary>
    public required int? MaxOutputTokens { get; init; }

    /// <summary>What the provider reported; of a request without an answer nothing.</summary>
    public required ReplyUsage Usage { get; init; }

    /// <summary>Whether it was made in a batch, at the price of one.</summary>
    public required bool IsInBatch { get; init; }

    /// <summary>Whether a reply came whose usage was not reported or cannot be true.</summary>
    public bool IsUncertain => State == RequestState.Answered && !Usage.IsCertain;

    /// <summary>What it counts with at a price, which is the live one, in picodollars; null where nothing limits what it may have cost.</summary>
    public long? AmountAt(ModelPrice price)
    {
        ModelPrice own = IsInBatch ? price.InBatch() : price;
        return State switch
        {
            RequestState.Failed => 0,
            RequestState.Answered when Usage.IsCertain => own.Cost(Usage),
            _ => own.WorstCase(MaxInputTokens, MaxOutputTokens),
        };
    }
}
