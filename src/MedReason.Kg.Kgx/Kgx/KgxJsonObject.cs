using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads a line of JSON Lines into the fields of a record, in one pass.</summary>
internal sealed class KgxJsonObject(KgxRecord record)
{
    private byte[] _values = new byte[1024];
    private byte[] _name = new byte[256];
    private int _used;

    /// <summary>Gets the data that the fields are in.</summary>
    public ReadOnlySpan<byte> Values => _values.AsSpan(0, _used);

    /// <summary>Reads a line.</summary>
    /// <returns>Why it is refused; null when it is an object whose values have the right types.</returns>
    public (string Reason, string Detail)? Read(ReadOnlySpan<byte> line)
    {
        record.Clear();
        _used = 0;

        // No text is longer unescaped than escaped, and the separator of an item takes the place of a quote.
        if (_values.Length < line.Length)
        {
            _values = new byte[line.Length * 2];
        }

        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return Invalid("expected a JSON object on the line");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (ReadMember(ref reader, line) is { } refusal)
                {
                    return refusal;
                }
            }

            return reader.Read() ? Invalid("expected one JSON object on the line, found more behind it") : null;
        }
        catch (JsonException exception)
        {
            return Invalid("expected a JSON object on the line: " + exception.Message);
        }
        catch (InvalidOperationException)
        {
            return Invalid("expected a JSON object on the line, found half a surrogate pair");
        }
    }

    private static (string Reason, string Detail) Invalid(string detail) => (RefusalReasons.InvalidValue, detail);

    private static bool IsText(KgxRole role) => role is KgxRole.Id or KgxRole.Name or KgxRole.Subject or KgxRole.Predicate or KgxRole.Object;

    private static bool IsList(KgxRole role) => role is KgxRole.Category or KgxRole.Synonym or (>= KgxRole.PrimarySource and <= KgxRole.Evidence);

    private (string Reason, string Detail)? ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        if (_name.Length < reader.ValueSpan.Length)
        {
            _name = new byte[reader.ValueSpan.Length * 2];
        }

        ReadOnlySpan<byte> name = _name.AsSpan(0, reader.CopyString(_name));
        int column = record.Find(name);
        if (column < 0)
        {
            if (name.IsEmpty || name.Contains((byte)0) || record.ColumnCount == KgxRecord.MaxColumns)
            {
                return Invalid(record.ColumnCount == KgxRecord.MaxColumns
                    ? $"the objects of the file have more than {KgxRecord.MaxColumns} different members"
                    : "a member has no name, or one with a NUL");
            }

            column = record.Add(name);
        }
        else if (record.LengthOf(column) > 0)
        {
            return Invalid($"the member {PlainText.Clean(record.NameOf(column))} is given twice");
        }

        int start = _used;
        reader.Read();
        if (ReadValue(ref reader, line, record.RoleOf(column)) is { } refusal)
        {
            return (refusal.Reason, $"the member {PlainText.Clean(record.NameOf(column))}: {refusal.Detail}");
        }

        record.Set(column, start, _used - start);
        return null;
    }

    private (string Reason, string Detail)? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, KgxRole role)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return AddText(ref reader);
            case JsonTokenType.StartArray when IsList(role):
                return AddItems(ref reader, onlyTexts: true);
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False when !IsText(role) && !IsList(role):
                Append(reader.ValueSpan);
                return null;
            case JsonTokenType.StartArray or JsonTokenType.StartObject when role == KgxRole.Other:
                return AddNested(ref reader, line);
            default:
                return Invalid($"expected {(IsList(role) ? "a text or a list of texts" : IsText(role) ? "a text" : "one value")}, found {reader.TokenType}");
        }
    }

    /// <summary>Adds an array of single values as a list, and anything deeper as its JSON.</summary>
    private (string Reason, string Detail)? AddNested(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        int start = _used;
        Utf8JsonReader items = reader;
        if (reader.TokenType == JsonTokenType.StartArray && AddItems(ref items, onlyTexts: false) is null)
        {
            reader = items;
            return null;
        }

        _used = start;
        int first = (int)reader.TokenStartIndex;
        reader.Skip();
        Append(line[first..(int)reader.BytesConsumed]);
        return null;
    }

    private (string Reason, string Detail)? AddItems(ref Utf8JsonReader reader, bool onlyTexts)
    {
        int start = _used;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (_used > start)
            {
                Append([record.ListSeparator]);
            }

            if (reader.TokenType == JsonTokenType.String)
            {
                if (AddText(ref reader) is { } refusal)
                {
                    return refusal;
                }
            }
            else if (!onlyTexts && reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
            {
                Append(reader.ValueSpan);
            }
            else
            {
                return Invalid($"expected a list of texts, found {reader.TokenType} in it");
            }
        }

        return null;
    }

    private (string Reason, string Detail)? AddText(ref Utf8JsonReader reader)
    {
        int length = reader.CopyString(_values.AsSpan(_used));
        if (_values.AsSpan(_used, length).Contains((byte)0))
        {
            return (RefusalReasons.NulByte, "the text holds a NUL");
        }

        _used += length;
        return null;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_values.AsSpan(_used));
        _used += bytes.Length;
    }
}
