using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Defines everything that is known about one question bank: how its files are recognised and read, and what its rows may be used for.</summary>
/// <remarks>Implementations are immutable and safe for concurrent use. Most derive from <see cref="QuestionFormat"/>.</remarks>
public interface IQuestionFormat
{
    /// <summary>Gets the name by which the format is chosen, such as <c>medqa</c>.</summary>
    string Name { get; }

    /// <summary>Gets the name that results carry, as the published dataset writes it.</summary>
    string DatasetName { get; }

    /// <summary>Gets the terms of the bank as its origin stated them, with the attribution that they ask for.</summary>
    string Terms { get; }

    /// <summary>Gets what the rows of a split are meant for.</summary>
    /// <param name="split">The split, trimmed and in lower case; null when it is not declared.</param>
    /// <returns>The role; <see cref="SourceRole.Unknown"/> for a split that the bank does not have.</returns>
    SourceRole GetRole(string? split);

    /// <summary>Measures how surely a file is of this format.</summary>
    /// <param name="start">The object on the first line of a JSON lines file; the whole document when the file is one.</param>
    /// <returns>The number of members found that only this format needs all of; 0 when the file is of another format. The highest number wins.</returns>
    int Detect(JsonElement start);

    /// <summary>Decides what can only be decided for a whole file, before its entries are read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options of the reading.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The format that reads this file; the same instance when there is nothing to decide.</returns>
    ValueTask<IQuestionFormat> PrepareAsync(string path, QuestionReaderOptions options, CancellationToken cancellationToken);

    /// <summary>Reads the entries of a file in their order.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The entries, one for each question.</returns>
    IAsyncEnumerable<JsonLine> ReadEntriesAsync(string path, CancellationToken cancellationToken);

    /// <summary>Reads the question of an entry.</summary>
    /// <param name="entry">The entry, which collects the flags of the row.</param>
    /// <returns>The question as the bank states it.</returns>
    /// <exception cref="InputFormatException">A value is of the wrong type, or the row has a flag that is refused.</exception>
    QuestionDraft Read(QuestionEntry entry);
}
