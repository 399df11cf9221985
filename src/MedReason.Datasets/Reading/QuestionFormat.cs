using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Provides the base of a bank of JSON objects with a fixed set of members, a line each or in one array; other banks override what differs.</summary>
/// <param name="name">The name by which the format is chosen.</param>
/// <param name="terms">The terms of the bank as its origin stated them.</param>
/// <param name="members">The members by which an entry is recognised; none when files of the bank are not recognised.</param>
public abstract class QuestionFormat(string name, string terms, params string[] members) : IQuestionFormat
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public virtual string DatasetName => Name;

    /// <inheritdoc/>
    public string Terms { get; } = terms;

    /// <inheritdoc/>
    public abstract SourceRole GetRole(string? split);

    /// <inheritdoc/>
    public virtual int Detect(JsonElement start) => CountMembers(start);

    /// <inheritdoc/>
    public virtual ValueTask<IQuestionFormat> PrepareAsync(string path, QuestionReaderOptions options, CancellationToken cancellationToken) =>
        options?.Mapping is null ? new(this) : throw new ArgumentException($"A mapping is for the format \"generic\", not for \"{Name}\".", nameof(options));

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<JsonLine> ReadEntriesAsync(string path, CancellationToken cancellationToken) =>
        BankEntries.ReadAsync(path, isDocument: false, cancellationToken);

    /// <inheritdoc/>
    public abstract QuestionDraft Read(QuestionEntry entry);

    /// <summary>Gets the role of a split in a bank that has splits to train on and splits to measure with.</summary>
    /// <param name="split">The split; null when it is not declared.</param>
    /// <param name="trainingSplits">The names of the splits to train on.</param>
    /// <returns><see cref="SourceRole.Undeclared"/> without a split; <see cref="SourceRole.Benchmark"/> for every split that is not to train on.</returns>
    protected static SourceRole GetSplitRole(string? split, params ReadOnlySpan<string> trainingSplits) =>
        split is null ? SourceRole.Undeclared : trainingSplits.Contains(split) ? SourceRole.Train : SourceRole.Benchmark;

    /// <summary>Counts the members by which an entry is recognised.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>Their number when the entry has all of them; else 0.</returns>
    protected int CountMembers(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && Array.TrueForAll(members, member => entry.TryGetProperty(member, out _)) ? members.Length : 0;
}
