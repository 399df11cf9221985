namespace MedReason.Runs;

/// <summary>Represents what a row waits for. Immutable.</summary>
/// <param name="Key">The key of the call.</param>
/// <param name="MoneyChanges">
/// <see cref="IBatchStore.MoneyChanges"/> before the call found no room under the cap; null where it waits for its batch.
/// </param>
public readonly record struct BatchWait(string Key, long? MoneyChanges);
