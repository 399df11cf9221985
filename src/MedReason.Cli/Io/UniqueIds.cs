using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary>Requires of the rows of an input that each has an id and no id stands twice.</summary>
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
