using System.Globalization;
using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Turns the columns of an edge, other than its ends and its predicate, into a numbered statement, by the names of the Biolink model.</summary>
/// <remarks>Nothing is kept of a row, so that memory does not depend on how many rows state something new beyond what the graph itself holds.</remarks>
internal sealed class KgxStatements(BulkGraphBuilder graph, KgxRecord record)
{
    private readonly EdgeAttributeBuffer _statement = new();
    private readonly RecentStatements _recent = new();
    private (string Text, KgFrequency Value)? _lastFrequency;
    private int[]? _columns;

    /// <summary>Adds the statement of the current row.</summary>
    /// <param name="data">The data that the fields of the row are in.</param>
    /// <param name="number">The number of the statement; 0 when the row states nothing.</param>
    /// <param name="isDenied">Whether the edge is denied: negated, or never observed.</param>
    /// <returns>Why the row is refused; null when the statement was added.</returns>
    public (string Reason, string Detail)? Add(ReadOnlySpan<byte> data, out int number, out bool isDenied)
    {
        // What is remembered is the fields of these columns.
        if (_columns != record.StatementColumns)
        {
            _columns = record.StatementColumns;
            _recent.Clear();
        }

        if (_recent.TryGet(data, record, out number, out isDenied))
        {
            return null;
        }

        _statement.Clear();
        foreach (int column in _columns)
        {
            ReadOnlySpan<byte> field = record.Get(data, column);
            if (!field.IsEmpty && Take(column, field, ref isDenied) is { } refusal)
            {
                return refusal;
            }
        }

        number = graph.AddAttributes(_statement);
        _recent.Set(number, isDenied);
        return null;
    }

    private (string Reason, string Detail)? Take(int column, ReadOnlySpan<byte> field, ref bool isDenied)
    {
        switch (record.RoleOf(column))
        {
            case KgxRole.PrimarySource or KgxRole.AggregatorSource or KgxRole.KnowledgeSource or KgxRole.ProvidedBy:
                foreach (ReadOnlySpan<byte> item in record.Split(field))
                {
                    _statement.AddSource(item);
                }

                return null;
            case KgxRole.Publications:
                foreach (ReadOnlySpan<byte> item in record.Split(field))
                {
                    _statement.AddPublication(item);
                }

                return null;
            case KgxRole.Evidence:
                foreach (ReadOnlySpan<byte> item in record.Split(field))
                {
                    _statement.AddEvidenceCode(item);
                }

                return null;
            case KgxRole.Frequency:
                return TakeFrequency(field, ref isDenied);
            case KgxRole.Onset:
                _statement.SetOnset(field);
                return null;
            case KgxRole.Sex:
                _statement.SetSex(field);
                return null;
            case KgxRole.Negated:
                return TakeNegated(field, ref isDenied);
            case KgxRole.ConfidenceLevel
                when double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double level) && double.IsFinite(level):
                _statement.Confidence = level;
                return null;
            default:
                _statement.SetAdditional(
                    record.Utf8NameOf(column), field.Contains(record.ListSeparator) ? Encoding.UTF8.GetBytes(record.ToText(field)) : field);
                return null;
        }
    }

    private (string Reason, string Detail)? TakeFrequency(ReadOnlySpan<byte> field, ref bool isDenied)
    {
        string text = record.ToText(field);
        if (_lastFrequency?.Text != text)
        {
            if (!KgFrequency.TryParse(text, null, out KgFrequency? frequency))
            {
                return Invalid("frequency_qualifier", "a count such as 7/10, a percentage such as 45%, a fraction or a term of HPO", text);
            }

            _lastFrequency = (text, frequency);
        }

        _statement.Frequency = _lastFrequency?.Value;
        isDenied |= _statement.Frequency is { IsExcluded: true };
        return null;
    }

    private (string Reason, string Detail)? TakeNegated(ReadOnlySpan<byte> field, ref bool isDenied)
    {
        bool isNegated = Ascii.EqualsIgnoreCase(field, "true"u8) || field.SequenceEqual("1"u8);
        isDenied |= isNegated;
        return isNegated || Ascii.EqualsIgnoreCase(field, "false"u8) || field.SequenceEqual("0"u8)
            ? null
            : Invalid("negated", "true or false", record.ToText(field));
    }

    private static (string Reason, string Detail) Invalid(string column, string expected, string found) =>
        (RefusalReasons.InvalidValue, $"the field {column}: expected {expected}, found {PlainText.Clean(found)}");
}
