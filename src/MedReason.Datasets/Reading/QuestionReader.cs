using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace MedReason.Datasets;

/// <summary>Reads medical question banks in the formats they are published in.</summary>
/// <remarks>
/// <para>
/// The generic format is JSON lines: <c>{"id","question","options":{"A":"..."},"answer"?,"answer_label"?,"ask"?,"rationale"?,"context"?,"split"?}</c>.
/// <c>answer</c> is the text of the answer or, where it equals an option's label, that label; <c>options</c> may be an object, an array of strings or
/// an array of <c>{"letter","content"}</c>; <c>ask</c> is <c>affirm</c> or <c>except</c> and read from the wording where it is missing.
/// </para>
/// <para>A file of another shape, CSV or JSON lines, is read as generic by a <see cref="QuestionMapping"/>.</para>
/// <para>Rows come as they are read; memory is bounded by the ids and content hashes of the rows, which tell repeats.</para>
/// </remarks>
public static class QuestionReader
{
    /// <summary>The format of a name as the command takes it.</summary>
    /// <param name="name">For example <c>medqa</c>.</param>
    /// <param name="format">The format.</param>
    /// <returns>False for a name that no format has.</returns>
    public static bool TryParseFormat(string name, out QuestionFormat format)
    {
        (bool known, format) = name switch
        {
            "generic" => (true, QuestionFormat.Generic),
            "medqa" => (true, QuestionFormat.MedQa),
            "medbullets" => (true, QuestionFormat.MedBullets),
            "medmcqa" => (true, QuestionFormat.MedMcqa),
            "pubmedqa" => (true, QuestionFormat.PubMedQa),
            "mmlu" => (true, QuestionFormat.Mmlu),
            "medxpertqa" => (true, QuestionFormat.MedXpertQa),
            "hle" => (true, QuestionFormat.Hle),
            "huatuo" => (true, QuestionFormat.Huatuo),
            _ => (false, default),
        };
        return known;
    }

    /// <summary>The rows of a bank, in the order of the file, each once.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="format">Its format.</param>
    /// <param name="options">Split, policy; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="InputFormatException">
    /// The file cannot be read or a line is not JSON; or, where <see cref="QuestionReaderOptions.OnIssue"/> is null, a row is refused: a field is of another type, or the row
    /// has one of <see cref="QuestionReaderOptions.RefusedFlags"/>.
    /// </exception>
    public static async IAsyncEnumerable<QuestionRow> ReadAsync(
        string path, QuestionFormat format, QuestionReaderOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new QuestionReaderOptions();
        var context = new RowContext(format, options);
        if (format == QuestionFormat.MedMcqa)
        {
            context.AnswerIndexBase = await MedMcqaFormat.DecideBaseAsync(path, options, cancellationToken).ConfigureAwait(false);
        }

        var linesById = new Dictionary<string, long>(StringComparer.Ordinal);
        var contents = new HashSet<string>(StringComparer.Ordinal);
        IAsyncEnumerator<JsonLine> entries = Entries(path, format, options.Mapping, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (entries.ConfigureAwait(false))
        {
            for (long index = 0; await entries.MoveNextAsync().ConfigureAwait(false); index++)
            {
                QuestionRow row;
                try
                {
                    row = Finish(context, entries.Current, index, linesById, contents);
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

    private static QuestionRow Finish(RowContext context, JsonLine line, long index, Dictionary<string, long> linesById, HashSet<string> contents)
    {
        if (context.Format == QuestionFormat.Generic && context.Options.Mapping is QuestionMapping mapping)
        {
            line = mapping.ToGeneric(line, index);
        }

        var flaws = new RowFlaws(line, context.Options.RefusedFlags);
        RowDraft draft = context.Format switch
        {
            QuestionFormat.MedQa or QuestionFormat.MedBullets => MedQaFormat.Read(line, index, flaws),
            QuestionFormat.MedMcqa => MedMcqaFormat.Read(line, context.AnswerIndexBase, flaws),
            QuestionFormat.PubMedQa => PubMedQaFormat.Read(line, flaws),
            QuestionFormat.Mmlu => MmluFormat.Read(line, flaws),
            QuestionFormat.MedXpertQa => MedXpertQaFormat.Read(line, flaws),
            QuestionFormat.Hle => HleFormat.Read(line, index, flaws),
            QuestionFormat.Huatuo => HuatuoFormat.Read(line, index, flaws),
            _ => GenericFormat.Read(line, flaws),
        };
        NoteContent(draft, line.HadNaN, flaws);
        string hash = ContentHash(draft);
        if (contents.Contains(hash))
        {
            flaws.Note(QuestionFlags.RepeatedQuestion, "expected each question once, found the stem and options of an earlier row");
        }

        RowId id = draft.Id;
        if (linesById.TryGetValue(id.Text, out long first))
        {
            flaws.Note(QuestionFlags.DuplicateId, $"expected each id once, found the one of line {first} again");
            int number = 2;
            do
            {
                id = new RowId { Text = string.Create(CultureInfo.InvariantCulture, $"{draft.Id.Text}#{number++}") };
            }
            while (linesById.ContainsKey(id.Text));
        }

        linesById.Add(id.Text, line.Line);
        contents.Add(hash);
        return new QuestionRow
        {
            Id = id,
            File = line.File,
            Line = line.Line,
            Flags = flaws.Flags,
            ContentHash = hash,
            Question = new MedicalQuestion
            {
                Id = id.Text,
                Text = draft.Text,
                Options = draft.Options,
                Ask = draft.Ask ?? QuestionIntent.DetectAsk(draft.Text),
                Seeks = QuestionIntent.DetectSeeks(draft.Text),
                Answer = draft.Answer,
                AnswerLabel = draft.AnswerLabel,
                Rationale = draft.Rationale,
                Context = draft.Context,
                ReferenceReasoning = draft.ReferenceReasoning,
                Dataset = context.Options.DatasetName ?? NameOf(context.Format),
                Split = draft.Split ?? context.Options.Split,
                Subject = draft.Subject,
                AdditionalProperties = PublishedAnswer.ToProperties(draft),
            },
        };
    }

    private static void NoteContent(RowDraft draft, bool hadNaN, RowFlaws flaws)
    {
        if (hadNaN)
        {
            flaws.Note(QuestionFlags.NaN, "expected JSON, found NaN or an infinity");
        }

        if (string.IsNullOrWhiteSpace(draft.Text))
        {
            flaws.Note(QuestionFlags.EmptyQuestion, "expected a question, found an empty text");
        }

        if (FigureReference.IsIn(draft.Text))
        {
            flaws.Note(QuestionFlags.NeedsFigure, "expected a question that needs no figure, found one that speaks of a figure or table");
        }

        if (draft.Options.Select(option => option.Text.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() < draft.Options.Count)
        {
            flaws.Note(QuestionFlags.DuplicateOptions, "expected different options, found the same text twice");
        }

        if (OptionCombination.Parse(draft.Options).Count > 0)
        {
            flaws.Note(QuestionFlags.CombinationOptions, "expected options that stand for themselves, found one that stands for others");
        }

        if (draft.Answer is null)
        {
            flaws.Note(QuestionFlags.NoAnswer, "expected an answer, found none");
        }
    }

    private static IAsyncEnumerable<JsonLine> Entries(string path, QuestionFormat format, QuestionMapping? mapping, CancellationToken cancellationToken) => format switch
    {
        QuestionFormat.PubMedQa or QuestionFormat.Huatuo => JsonEntries.ReadAsync(path, cancellationToken),
        QuestionFormat.Generic when mapping?.IsCsv == true => CsvEntries.ReadAsync(path, cancellationToken),
        _ => JsonLinesReader.ReadAsync(path, cancellationToken),
    };

    private static string ContentHash(RowDraft draft)
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

    /// <summary>The name that results carry for a format, as the published dataset writes it where it has one.</summary>
    internal static string NameOf(QuestionFormat format) => format switch
    {
        QuestionFormat.MedQa => "medqa",
        QuestionFormat.MedBullets => "medbullets",
        QuestionFormat.MedMcqa => "medmcqa",
        QuestionFormat.PubMedQa => "pubmedqa",
        QuestionFormat.Mmlu => "MMLU",
        QuestionFormat.MedXpertQa => "MedXpertQA",
        QuestionFormat.Hle => "LastHumanity",
        QuestionFormat.Huatuo => "huatuo",
        _ => "generic",
    };

    private sealed class RowContext(QuestionFormat format, QuestionReaderOptions options)
    {
        public QuestionFormat Format { get; } = format;

        public QuestionReaderOptions Options { get; } = options;

        public int AnswerIndexBase { get; set; } = 1;
    }
}
