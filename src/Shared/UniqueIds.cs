using MedReason.Datasets;

namespace MedReason.Shared;

/// <summary>Requires that every row of an input has an id and that no id occurs twice.</summary>
internal sealed class UniqueIds
{
    private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);

    public RowId Require(JsonLine line, string name = "id")
    {
        RowId id = line.RequireId(name);
        if (!_lines.TryAdd(id.Text, line.Line))
        {
            throw line.Error($"expected each id once, found the one of line {_lines[id.Text]} again");
        }

        return id;
    }
}
