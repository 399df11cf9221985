using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace MedReason.Datasets;

/// <summary>Reads medical question banks in the formats in which they are published.</summary>
/// <remarks>
/// <para>
/// The generic format is JSON lines: <c>{"id","question","options":{"A":"..."},"answer"?,"answer_label"?,"ask"?,"rationale"?,"context"?,"split"?}</c>.
/// <c>answer</c> is the text of the answer or, when it equals an option's label, that label; <c>options</c> may be an object, an array of strings or
/// an array of <c>{"letter","content"}</c> or <c>{"key","value"}</c>; <c>ask</c> is <c>affirm</c> or <c>except</c> and read from the wording when it is
/// missing.
/// </para>
/// <para>A file of another shape is read as generic by a <see cref="QuestionMapping"/>, and a bank of another kind by an <see cref="IQuestionFormat"/>.</para>
/// <para>Rows are streamed; memory is bounded by the ids and content hashes of the rows, by which repeats are found.</para>
/// </remarks>
public static class QuestionReader
{
    /// <summary>Reads the rows of a bank.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="format">The name of its format, such as <c>medqa</c>; one of <see cref="QuestionReaderOptions.Formats"/>.</param>
    /// <param name="options">Split, policy; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The rows, in the order of the file, each once.</returns>
    /// <exception cref="ArgumentException">No format has the name, or an option is not for the format.</exception>
    /// <exception cref="InputFormatException">
    /// The file cannot be read or a line is not JSON; or, when <see cref="QuestionReaderOptions.OnIssue"/> is null, a row is refused: a field is of
    /// another type, or the row has one of <see cref="QuestionReaderOptions.RefusedFlags"/>.
    /// </exception>
    public static IAsyncEnumerable<QuestionRow> ReadAsync(
        string path, string format, QuestionReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new QuestionReaderOptions();
        IQuestionFormat bank = options.Formats.Find(format)
            ?? throw new ArgumentException($"Expected one of the formats {string.Join(", ", options.Formats.Names)}, found another.", nameof(format));
        return ReadAsync(path, bank, options, cancellationToken);
    }

    private static async IAsyncEnumerable<QuestionRow> ReadAsync(
        string path, IQuestionFormat format, QuestionReaderOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        format = await format.PrepareAsync(path, options, cancellationToken).ConfigureAwait(false);
        var linesById = new Dictionary<string, long>(StringComparer.Ordinal);
        var contents = new HashSet<string>(StringComparer.Ordinal);
        IAsyncEnumerator<JsonLine> entries = format.ReadEntriesAsync(path, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (entries.ConfigureAwait(false))
        {
            for (long index = 0; await entries.MoveNextAsync().ConfigureAwait(false); index++)
            {
                QuestionRow row;
                try
                {
                    row = Finish(format, options, new QuestionEntry(entries.Current, index, options.RefusedFlags), linesById, contents);
                }
                catch (InputFormatException exception) when (options.OnIssue is not null)
                {
                    options.OnIssue(new QuestionIssue { File = path, Line = exception.Line, Message = exception.Message });
                    continue;
                }

                yield return row;
            }
        }
    }

    private static QuestionRow Finish(
        IQuestionFormat format, QuestionReaderOptions options, QuestionEntry entry, Dictionary<string, long> linesById, HashSet<string> contents)
    {
        JsonLine line = entry.Line;
        QuestionDraft draft = format.Read(entry);
        string stem = StemChoices.Cut(draft.Text, draft.Options);
        if (stem.Length < draft.Text.Length)
        {
            entry.Flag(QuestionFlags.StemChoices, "expected a stem without its options, found a stem that lists them");
        }

        FlagContent(draft, entry);
        string hash = ContentHash(draft);
        if (contents.Contains(hash))
        {
            entry.Flag(QuestionFlags.RepeatedQuestion, "expected each question once, found the stem and options of an earlier row");
        }

        RowId id = draft.Id;
        if (linesById.TryGetValue(id.Text, out long first))
        {
            entry.Flag(QuestionFlags.DuplicateId, $"expected each id once, found the one of line {first} again");
            int number = 2;
            do
            {
                id = new RowId { Text = string.Create(CultureInfo.InvariantCulture, $"{draft.Id.Text}#{number++}") };
            }
            while (linesById.ContainsKey(id.Text));
        }

        linesById.Add(id.Text, line.Line);
        contents.Add(hash);
        string dataset = options.DatasetName ?? format.DatasetName;
        string? split = draft.Split ?? options.Split;
        return new QuestionRow
        {
            Id = id,
            File = line.File,
            Line = line.Line,
            Index = entry.Index,
            Flags = entry.Flags,
            ContentHash = hash,
            Role = options.Formats.GetRole(format, dataset, split),
            Question = new MedicalQuestion
            {
                Id = id.Text,
                Text = stem,
                Options = draft.Options,
                Ask = draft.Ask ?? QuestionWording.DetectAsk(stem, options.Language),
                Seeks = QuestionWording.DetectSeeks(stem, options.Language),
                Answer = draft.Answer,
                AnswerLabel = draft.AnswerLabel,
                Rationale = draft.Rationale,
                Context = draft.Context,
                ReferenceReasoning = draft.ReferenceReasoning,
                Dataset = dataset,
                Split = split,
                Subject = draft.Subject,

                // The label won: what the source wrote as the answer would contradict the chain.
                AdditionalProperties = PublishedAnswer.ToProperties(draft, entry.Flags.Contains(QuestionFlags.AnswerTextDiffers)),
            },
        };
    }

    private static void FlagContent(QuestionDraft draft, QuestionEntry entry)
    {
        if (entry.Line.HadNaN)
        {
            entry.Flag(QuestionFlags.NaN, "expected JSON, found NaN or an infinity");
        }

        if (string.IsNullOrWhiteSpace(draft.Text))
        {
            entry.Flag(QuestionFlags.EmptyQuestion, "expected a question, found an empty text");
        }

        if (FigureReference.IsIn(draft.Text))
        {
            entry.Flag(QuestionFlags.NeedsFigure, "expected a question that needs no figure, found one that speaks of a figure or table");
        }

        if (draft.Options.Select(option => option.Text.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() < draft.Options.Count)
        {
            entry.Flag(QuestionFlags.DuplicateOptions, "expected different options, found the same text twice");
        }

        if (OptionCombination.Parse(draft.Options).Count > 0)
        {
            entry.Flag(QuestionFlags.CombinationOptions, "expected options that stand for themselves, found one that stands for others");
        }

        if (draft.Answer is null)
        {
            entry.Flag(QuestionFlags.NoAnswer, "expected an answer, found none");
        }
    }

    private static string ContentHash(QuestionDraft draft)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(draft.Text);
        foreach (AnswerOption option in draft.Options)
        {
            Append(option.Label);
            Append(option.Text);
        }

        Append(draft.AnswerLabel ?? string.Empty);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
