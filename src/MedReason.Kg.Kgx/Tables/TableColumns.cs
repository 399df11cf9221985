namespace MedReason.Kg.Kgx;

/// <summary>The columns of a table by name, without regard to case; <c>name:string</c> and the like of Neo4j's import format are names with a type.</summary>
internal sealed class TableColumns
{
    private static readonly string[] Neo4jRoles = [":ID", ":LABEL", ":START_ID", ":END_ID", ":TYPE"];
    private readonly string[] _folded;
    private readonly bool[] _used;

    public TableColumns(IReadOnlyList<string> names)
    {
        Names = names;
        _folded = [.. names.Select(Fold)];
        _used = new bool[names.Count];
    }

    /// <summary>Gets the names as the header writes them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Gets the columns that <see cref="Find"/> did not return.</summary>
    public IEnumerable<string> Unused => Names.Where((_, index) => !_used[index]);

    /// <summary>Finds the column that has the first of some names that any column has.</summary>
    /// <returns>Its position; null when no column has one of the names.</returns>
    public int? Find(ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            int index = Array.IndexOf(_folded, Fold(name));
            if (index >= 0)
            {
                _used[index] = true;
                return index;
            }
        }

        return null;
    }

    /// <summary>Finds a name that two columns have.</summary>
    public string? FindRepeated() => _folded.GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1)?.Key;

    public string Missing(string column) => $"expected a column {column}, found the columns {string.Join(", ", Names)}";

    private static string Fold(string name)
    {
        string upper = name.Trim().ToUpperInvariant();
        int colon = upper.LastIndexOf(':');
        if (colon < 0)
        {
            return upper;
        }

        int group = upper.IndexOf('(', colon);
        string suffix = group < 0 ? upper[colon..] : upper[colon..group];
        return Array.IndexOf(Neo4jRoles, suffix) >= 0 ? suffix : colon == 0 ? upper : upper[..colon];
    }
}
