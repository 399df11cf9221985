using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Holds the formats of question banks that can be read, named, detected and credited. Immutable.</summary>
/// <remarks>A host adds a bank by <see cref="With"/> and passes the registry in <see cref="QuestionReaderOptions.Formats"/> and its counterparts.</remarks>
public sealed class QuestionFormatRegistry
{
    /// <summary>The name of the format for a bank of one's own, the only one that takes a mapping.</summary>
    public const string Generic = GenericFormat.FormatName;

    private QuestionFormatRegistry(IReadOnlyList<IQuestionFormat> formats) => Formats = formats;

    /// <summary>Gets the registry of the formats that this library brings.</summary>
    public static QuestionFormatRegistry Default { get; } = new IQuestionFormat[]
    {
        new MedQaFormat(), new MedMcqaFormat(), new PubMedQaFormat(), new MmluFormat(), new MedXpertQaFormat(), new HleFormat(), new HuatuoFormat(),
        new MedBulletsFormat(), new GenericFormat(),
    }.Aggregate(new QuestionFormatRegistry([]), (registry, format) => registry.With(format));

    /// <summary>Gets the formats, in the order in which they were added.</summary>
    public IReadOnlyList<IQuestionFormat> Formats { get; }

    /// <summary>Gets the names by which the formats are chosen.</summary>
    public IReadOnlyList<string> Names => [.. Formats.Select(format => format.Name)];

    /// <summary>Adds a format.</summary>
    /// <param name="format">The format.</param>
    /// <returns>A registry that also holds the format.</returns>
    /// <exception cref="ArgumentException">The format has no name or no terms, or one of its names is taken.</exception>
    public QuestionFormatRegistry With(IQuestionFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentException.ThrowIfNullOrWhiteSpace(format.Name, nameof(format));
        ArgumentException.ThrowIfNullOrWhiteSpace(format.DatasetName, nameof(format));
        ArgumentException.ThrowIfNullOrWhiteSpace(format.Terms, nameof(format));
        return FindDataset(format.Name) is null && FindDataset(format.DatasetName) is null
            ? new QuestionFormatRegistry([.. Formats, format])
            : throw new ArgumentException($"A format \"{format.Name}\" or for the dataset \"{format.DatasetName}\" is already registered.", nameof(format));
    }

    /// <summary>Finds a format by the name by which it is chosen.</summary>
    /// <param name="name">The name; compared with case.</param>
    /// <returns>The format; null when none has the name.</returns>
    public IQuestionFormat? Find(string name) => Formats.FirstOrDefault(format => format.Name == name);

    /// <summary>Finds the format of a dataset by the name that results carry.</summary>
    /// <param name="dataset">The dataset; case is ignored, and the name by which the format is chosen is accepted too.</param>
    /// <returns>The format; null when none is registered for the dataset.</returns>
    public IQuestionFormat? FindDataset(string? dataset) =>
        Formats.FirstOrDefault(format => IsName(format.DatasetName, dataset) || IsName(format.Name, dataset));

    /// <summary>Gets what the rows of a dataset are meant for.</summary>
    /// <param name="dataset">The dataset, as results name it.</param>
    /// <param name="split">The split; null when it is not declared.</param>
    /// <returns>The role; <see cref="SourceRole.Unknown"/> when no format is registered for the dataset.</returns>
    public SourceRole GetRole(string? dataset, string? split) => FindDataset(dataset)?.GetRole(Normalize(split)) ?? SourceRole.Unknown;

    /// <summary>Detects the format of a file by its start.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The format.</returns>
    /// <exception cref="InputFormatException">The file cannot be read, or its start fits no registered format or several equally well.</exception>
    public async Task<IQuestionFormat> DetectAsync(string path, CancellationToken cancellationToken = default)
    {
        JsonElement start = await ReadStartAsync(path, cancellationToken).ConfigureAwait(false);
        int[] scores = [.. Formats.Select(format => format.Detect(start))];
        int best = scores.Max();
        return best > 0 && scores.Count(score => score == best) == 1
            ? Formats[Array.IndexOf(scores, best)]
            : throw NotDetected(path, best > 0 ? "one that fits several formats" : "another");
    }

    /// <summary>Gets the role of a row that is read in a format, under the dataset's own name or another.</summary>
    /// <remarks>A new name does not free a benchmark, and under a name that is not registered rows are for training only when their split says so.</remarks>
    internal SourceRole GetRole(IQuestionFormat format, string dataset, string? split)
    {
        SourceRole role = format.GetRole(Normalize(split));
        IQuestionFormat? named = IsName(format.DatasetName, dataset) ? format : FindDataset(dataset);
        SourceRole namedRole = named is not null ? named.GetRole(Normalize(split)) : Normalize(split) is null ? SourceRole.Unknown : role;
        return role == SourceRole.Train || namedRole == SourceRole.Benchmark ? namedRole : role;
    }

    private static async Task<JsonElement> ReadStartAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(path, cancellationToken).ConfigureAwait(false))
            {
                return line.Root;
            }
        }
        catch (InputFormatException exception) when (exception.Line is not null)
        {
            // The file is not an object per line: it is one document over many lines.
            return (await JsonEntries.ReadDocumentAsync(path, cancellationToken).ConfigureAwait(false)).Root;
        }

        throw NotDetected(path, "no entry");
    }

    private static InputFormatException NotDetected(string path, string found) =>
        new($"expected a bank whose format its first entry shows, found {found}: name the format") { File = path };

    private static bool IsName(string name, string? other) => string.Equals(name, other?.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string? Normalize(string? split) => string.IsNullOrWhiteSpace(split) ? null : split.Trim().ToLowerInvariant();
}
