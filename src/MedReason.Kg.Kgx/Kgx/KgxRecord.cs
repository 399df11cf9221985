using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Holds the columns of a file, and where the fields of the current row are in its data.</summary>
/// <param name="listSeparator">The byte between the items of a list: <c>|</c> in tab-separated files; NUL, which no text has, for JSON arrays.</param>
internal sealed class KgxRecord(byte listSeparator)
{
    /// <summary>The maximum number of columns, so that a file in which every object has new names cannot fill the memory.</summary>
    public const int MaxColumns = 10_000;

    private readonly List<byte[]> _names = [];
    private readonly List<KgxRole> _roles = [];
    private readonly Utf8Interner _lookup = new();
    private readonly int[] _columnOfRole = [.. Enumerable.Repeat(-1, RoleNames.Length)];
    private int[]? _statementColumns;
    private (int Start, int Length)[] _fields = new (int, int)[32];

    /// <summary>Gets the names of the columns that have a meaning of their own, in the order of <see cref="KgxRole"/>.</summary>
    public static string[] RoleNames { get; } =
    [
        "id", "category", "name", "synonym", "description", "subject", "predicate", "object", "primary_knowledge_source", "aggregator_knowledge_source",
        "knowledge_source", "provided_by", "publications", "has_evidence", "frequency_qualifier", "onset_qualifier", "sex_qualifier", "negated",
        "has_confidence_level",
    ];

    public byte ListSeparator => listSeparator;

    public int ColumnCount => _names.Count;

    /// <summary>Gets the columns that state something about an edge, in the order of their roles, the others in ordinal order of their names.</summary>
    public int[] StatementColumns => _statementColumns ??=
    [
        .. Enumerable.Range(0, ColumnCount)
            .Where(column => _roles[column] is not (KgxRole.Id or KgxRole.Subject or KgxRole.Predicate or KgxRole.Object))
            .OrderBy(column => _roles[column] <= KgxRole.Description ? KgxRole.Other : _roles[column])
            .ThenBy(NameOf, StringComparer.Ordinal),
    ];

    public ReadOnlySpan<byte> Utf8NameOf(int column) => _names[column];

    public string NameOf(int column) => Encoding.UTF8.GetString(_names[column]);

    public KgxRole RoleOf(int column) => _roles[column];

    /// <summary>Finds a column; it is -1 when no row had it.</summary>
    public int Find(ReadOnlySpan<byte> name) => _lookup.Find(name);

    public int Find(KgxRole role) => _columnOfRole[(int)role];

    public int Add(ReadOnlySpan<byte> name)
    {
        int role = Array.IndexOf(RoleNames, Encoding.UTF8.GetString(name));
        int column = _lookup.Add(name);
        _names.Add(name.ToArray());
        _roles.Add(role < 0 ? KgxRole.Other : (KgxRole)role);
        _statementColumns = null;
        if (role >= 0)
        {
            _columnOfRole[role] = column;
        }

        if (column == _fields.Length)
        {
            Array.Resize(ref _fields, column * 2);
        }

        return column;
    }

    /// <summary>Removes all fields.</summary>
    public void Clear() => _fields.AsSpan(0, ColumnCount).Clear();

    public void Set(int column, int start, int length) => _fields[column] = (start, length);

    public int LengthOf(int column) => _fields[column].Length;

    /// <summary>Gets a field without the spaces around it.</summary>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> data, int column)
    {
        (int start, int length) = _fields[column];
        ReadOnlySpan<byte> field = data.Slice(start, length);
        return !field.IsEmpty && (field[0] == (byte)' ' || field[^1] == (byte)' ') ? field.Trim((byte)' ') : field;
    }

    /// <summary>Gets the field of a role without the spaces around it; it is empty when the file lacks the column.</summary>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> data, KgxRole role) => Find(role) is var column and >= 0 ? Get(data, column) : default;

    /// <summary>Gets a field as one text: a list is joined as tab-separated files write it.</summary>
    public string ToText(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field).Replace((char)listSeparator, '|');

    /// <summary>Gets the items of a list without those that are empty.</summary>
    public Items Split(ReadOnlySpan<byte> field) => new(field, listSeparator);

    /// <summary>Enumerates the items of a list.</summary>
    public ref struct Items(ReadOnlySpan<byte> field, byte separator)
    {
        private ReadOnlySpan<byte> _rest = field;

        public ReadOnlySpan<byte> Current { get; private set; }

        public readonly Items GetEnumerator() => this;

        public bool MoveNext()
        {
            while (!_rest.IsEmpty)
            {
                int end = _rest.IndexOf(separator);
                Current = (end < 0 ? _rest : _rest[..end]).Trim((byte)' ');
                _rest = end < 0 ? default : _rest[(end + 1)..];
                if (!Current.IsEmpty)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
