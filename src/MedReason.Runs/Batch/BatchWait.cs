namespace MedReason.Runs;

/// <summary>Represents what a row waits for. Immutable.</summary>
/// <param name="Key">The key of the call.</param>
/// <param name="IsForMoney">Whether it is a live call that found no room under the cap; else it waits for its batch.</param>
public readonly record struct BatchWait(string Key, bool IsForMoney);
