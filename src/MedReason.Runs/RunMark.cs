using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs;

/// <summary>A hash over all columns of a row of the database, kept in the row itself and compared wherever the row is read.</summary>
/// <remarks>
/// SQLite checks its pages for order and not for content: a byte that changes on the disk is given out as if it had been written. The hash is computed by a
/// function of the connection, so that a command marks what it writes, and a query says of each row whether it still is what was written.
/// </remarks>
internal static class RunMark
{
    public const string OfMeta = "row_mark('meta', meta.name, meta.value)";
    public const string OfRow = "row_mark('rows', rows.ordinal, rows.id, rows.content_hash)";
    public const string OfRowPayload = "row_mark('row_payloads', row_payloads.ordinal, row_payloads.payload)";
    public const string OfResult =
        "row_mark('results', results.ordinal, results.outcome, results.stage, results.reason, results.is_transient, results.session)";

    public const string OfResultPayload = "row_mark('result_payloads', result_payloads.ordinal, result_payloads.payload)";
    public const string OfReply = "row_mark('replies', replies.key, replies.is_usable, replies.reply)";
    public const string OfRequest =
        "row_mark('requests', requests.id, requests.key, requests.session, requests.state, requests.amount, requests.max_input_tokens, "
        + "requests.max_output_tokens, requests.input_tokens, requests.cached_tokens, requests.output_tokens, requests.failure)";

    private const string Function = "row_mark";

    public static void Register(SqliteConnection connection) => connection.CreateFunction<long>(Function, Of, isDeterministic: true);

    private static long Of(object?[] values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[sizeof(byte) + sizeof(long)];
        foreach (object? value in values)
        {
            byte[] bytes = [];
            (head[0], long number) = value switch
            {
                long integer => ((byte)'i', integer),
                double real => ((byte)'r', BitConverter.DoubleToInt64Bits(real)),
                string text => ((byte)'t', (bytes = Encoding.UTF8.GetBytes(text)).Length),
                byte[] blob => ((byte)'b', (bytes = blob).Length),
                _ => ((byte)'n', 0L),
            };
            BinaryPrimitives.WriteInt64LittleEndian(head[1..], number);
            hash.AppendData(head);
            hash.AppendData(bytes);
        }

        return BinaryPrimitives.ReadInt64LittleEndian(hash.GetHashAndReset());
    }
}
