using System.Text.Json;
using MedReason.Shared;
using Parquet;
using Parquet.Schema;

namespace MedReason.Kg.OptimusKg;

/// <summary>Reads the rows of a Parquet table whose columns are text, one row group at a time.</summary>
internal static class ParquetTable
{
    private const string PropertiesColumn = "properties";

    /// <summary>Published tables have about 260,000 rows in a group. A damaged file may claim any number, and memory is allocated for it.</summary>
    private const long MaxRowsPerGroup = 1 << 24;

    /// <summary>The number of rows after which cancellation is checked.</summary>
    private const int RowsPerCheck = 1 << 12;

    /// <summary>Adds a row: the fields of the columns, all of them filled, and the properties, which have no value when the row has none.</summary>
    /// <returns>Why the row is refused; null when it is accepted.</returns>
    public delegate (string Reason, string Detail)? Take(string[] fields, JsonElement properties);

    /// <summary>Reads a table to its end.</summary>
    /// <exception cref="InputFormatException">The table is damaged or not Parquet, lacks a column, or has a row that cannot be used.</exception>
    public static async Task ReadAsync(
        Stream stream, string[] columns, Take take, RefusalSink sink, IProgress<GraphReadProgress>? progress, CancellationToken cancellationToken)
    {
        ParquetReader reader = await GuardAsync(() => ParquetReader.CreateAsync(stream, null, true, cancellationToken), sink).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            // The schema is made of the file's description when it is first asked for.
            ParquetSchema schema = await GuardAsync(() => Task.FromResult(reader.Schema), sink).ConfigureAwait(false);
            DataField?[] fields = [.. columns.Select(column => Find(schema, column, isRequired: true, sink)),
                Find(schema, PropertiesColumn, isRequired: false, sink)];
            long row = 0;
            for (int number = 0; number < reader.RowGroupCount; number++)
            {
                int group = number;
                string?[][] texts = await GuardAsync(() => ReadGroupAsync(reader, group, fields, cancellationToken), sink).ConfigureAwait(false);
                for (int i = 0; i < texts[0].Length; i++)
                {
                    if (i % RowsPerCheck == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    row++;
                    sink.Rows++;
                    if (TakeRow(columns, texts, i, take) is { Reason: var reason, Detail: var detail })
                    {
                        sink.Refuse(row, 0, reason, detail);
                    }
                }

                progress?.Report(new GraphReadProgress { Rows = sink.Rows, BytesRead = stream.Position, TotalBytes = stream.Length });
            }
        }
    }

    private static async Task<string?[][]> ReadGroupAsync(ParquetReader reader, int number, DataField?[] fields, CancellationToken cancellationToken)
    {
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(number);
        if (group.RowCount is < 0 or > MaxRowsPerGroup)
        {
            throw new InvalidDataException($"at most {MaxRowsPerGroup} rows in a row group are expected, {group.RowCount} found");
        }

        var texts = new string?[fields.Length][];
        for (int i = 0; i < fields.Length; i++)
        {
            texts[i] = new string?[group.RowCount];
            if (fields[i] is { } field)
            {
                await group.ReadAsync(field, texts[i].AsMemory()!, null, cancellationToken).ConfigureAwait(false);
            }
        }

        return texts;
    }

    private static (string Reason, string Detail)? TakeRow(string[] columns, string?[][] texts, int row, Take take)
    {
        var fields = new string[columns.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            string column = i < columns.Length ? columns[i] : PropertiesColumn;
            string text = texts[i][row] ?? string.Empty;
            texts[i][row] = null;
            int bad = text.AsSpan().IndexOfAny('\0', '\uFFFD');
            if (bad >= 0)
            {
                return text[bad] == '\0'
                    ? (RefusalReasons.NulByte, $"the field {column} holds a NUL character")
                    : (RefusalReasons.InvalidUtf8, $"the field {column} is not UTF-8, or holds the character that replaces what was not");
            }

            if (i == columns.Length)
            {
                return TakeRow(fields, text, take);
            }

            fields[i] = text.Trim();
            if (fields[i].Length == 0)
            {
                return (RefusalReasons.EmptyField, $"the field {column} is empty");
            }
        }

        return null;
    }

    private static (string Reason, string Detail)? TakeRow(string[] fields, string properties, Take take)
    {
        if (string.IsNullOrWhiteSpace(properties))
        {
            return take(fields, default);
        }

        try
        {
            using JsonDocument document = JsonText.Parse(properties);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? take(fields, document.RootElement)
                : (RefusalReasons.InvalidValue, $"the field {PropertiesColumn}: expected a JSON object, found another value");
        }
        catch (JsonException exception)
        {
            return (RefusalReasons.InvalidValue, $"the field {PropertiesColumn}: expected a JSON object, found {JsonText.Found(exception)}");
        }
    }

    private static DataField? Find(ParquetSchema schema, string column, bool isRequired, RefusalSink sink)
    {
        Field? found = schema.Fields.FirstOrDefault(field => string.Equals(field.Name, column, StringComparison.Ordinal));
        return found switch
        {
            // What Parquet.Net takes for text it calls characters in memory.
            DataField { IsArray: false } text when text.ClrType == typeof(string) || text.ClrType == typeof(ReadOnlyMemory<char>) => text,
            null when !isRequired => null,
            null => throw sink.Error(null, null, $"expected a column {column}, found the columns {Names(schema)}"),
            _ when !isRequired => throw sink.Error(
                null, null, $"expected the column {column} as JSON text, as nodes.parquet and edges.parquet have it, found another type"),
            _ => throw sink.Error(null, null, $"expected text in the column {column}, found another type"),
        };
    }

    private static string Names(ParquetSchema schema) => PlainText.Clean(string.Join(", ", schema.Fields.Select(field => field.Name)));

    // Parquet.Net throws exceptions of many kinds for bytes that are not what they should be.
    private static async Task<T> GuardAsync<T>(Func<Task<T>> read, RefusalSink sink)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw sink.Error(null, null, $"the file is damaged, cut short or not Parquet: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
