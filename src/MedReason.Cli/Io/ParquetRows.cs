using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MedReason.Shared;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace MedReason.Cli;

/// <summary>Reads the rows of a Parquet file of any schema, one row group at a time, and writes them as JSON.</summary>
/// <remarks>Texts, numbers, truths, dates, and lists, structures and maps of them. A value that is null is left out, as a field that is not there.</remarks>
internal static class ParquetRows
{
    // A damaged file may claim any number, and memory is allocated for it.
    private const long MaxRowsPerGroup = 1 << 22;

    /// <summary>Reads the rows in their order.</summary>
    /// <exception cref="InputFormatException">The file cannot be read, is damaged or not Parquet, or has a column of bytes.</exception>
    public static async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> ReadAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FileStream file = InputStream.Open(path);
        await using (file.ConfigureAwait(false))
        {
            int groups = await GuardAsync(path, () => CountGroupsAsync(path, file, cancellationToken)).ConfigureAwait(false);
            for (int number = 0; number < groups; number++)
            {
                int group = number;
                DeserializationResult<Dictionary<string, object>> rows = await GuardAsync(path, () =>
                {
                    file.Position = 0;
                    return ParquetSerializer.DeserializeUntypedAsync(file, null, group, cancellationToken);
                }).ConfigureAwait(false);
                foreach (Dictionary<string, object> row in rows.Data)
                {
                    yield return row!;
                }
            }
        }
    }

    /// <summary>Writes a row as an object.</summary>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case ReadOnlyMemory<char> text:
                writer.WriteStringValue(text.Span);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case float or double:
                WriteFraction(writer, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case IReadOnlyDictionary<string, object?> members:
                WriteObject(writer, members);
                break;
            case IDictionary map:
                WriteObject(writer, map.Cast<DictionaryEntry>().ToDictionary(
                    entry => Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "", entry => entry.Value, StringComparer.Ordinal));
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                // Dates and times.
                writer.WriteStringValue(value is IFormattable date ? date.ToString("O", CultureInfo.InvariantCulture) : value.ToString());
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> members)
    {
        writer.WriteStartObject();
        foreach ((string name, object? member) in members)
        {
            if (member is not null)
            {
                writer.WritePropertyName(name);
                Write(writer, member);
            }
        }

        writer.WriteEndObject();
    }

    // JSON has no infinity and no NaN.
    private static void WriteFraction(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static async Task<int> CountGroupsAsync(string path, FileStream file, CancellationToken cancellationToken)
    {
        ParquetReader reader = await ParquetReader.CreateAsync(file, null, true, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (reader.Schema.DataFields.FirstOrDefault(HoldsBytes) is { } bytes)
            {
                throw new InputFormatException($"expected columns of text, numbers and lists of them, found bytes in {bytes.Path}: leave that column out")
                {
                    File = path,
                };
            }

            for (int number = 0; number < reader.RowGroupCount; number++)
            {
                using ParquetRowGroupReader group = reader.OpenRowGroupReader(number);
                if (group.RowCount is < 0 or > MaxRowsPerGroup)
                {
                    throw new InvalidDataException($"at most {MaxRowsPerGroup} rows in a row group are expected, {group.RowCount} found");
                }
            }

            return reader.RowGroupCount;
        }
    }

    private static bool HoldsBytes(DataField field) =>
        field.ClrType == typeof(byte[]) || field.ClrType == typeof(ReadOnlyMemory<byte>) || (field.ClrType == typeof(byte) && field.IsArray);

    // Parquet.Net throws exceptions of many kinds for bytes that are not what they should be.
    private static async Task<T> GuardAsync<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or InputFormatException))
        {
            string message = exception.Message.ReplaceLineEndings(" ");
            throw new InputFormatException($"the file is damaged, cut short or not Parquet: {message}", exception) { File = path };
        }
    }
}
