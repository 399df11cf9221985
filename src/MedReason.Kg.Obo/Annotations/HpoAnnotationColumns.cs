using System.Text;

namespace MedReason.Kg.Obo;

/// <summary>The columns of <c>phenotype.hpoa</c> that are read, by the position at which the column line of a file has them.</summary>
internal sealed class HpoAnnotationColumns
{
    public const string Expected = "database_id, disease_name, qualifier, hpo_id, reference, evidence, onset, frequency, sex, modifier, aspect, biocuration";

    // The columns of a statement come first: their fields together identify it.
    public const int Reference = 0;
    public const int Evidence = 1;
    public const int Onset = 2;
    public const int Frequency = 3;
    public const int Sex = 4;
    public const int Modifier = 5;
    public const int Biocuration = 6;
    public const int StatementCount = 7;
    public const int DiseaseId = 7;
    public const int DiseaseName = 8;
    public const int Qualifier = 9;
    public const int PhenotypeId = 10;
    public const int Aspect = 11;

    private static readonly string[] Names =
    [
        "reference", "evidence", "onset", "frequency", "sex", "modifier", "biocuration", "database_id", "disease_name", "qualifier", "hpo_id",
        "aspect",
    ];

    private readonly int[] _positions;
    private readonly Range[] _fields;

    private HpoAnnotationColumns(int[] positions, int fieldCount)
    {
        _positions = positions;
        _fields = new Range[fieldCount];
    }

    public int FieldCount => _fields.Length;

    /// <summary>Reads the column line: <c>database_id ...</c>, in older files <c>#DatabaseID ...</c>.</summary>
    /// <param name="line">The line.</param>
    /// <param name="missing">The first column that it lacks; null when it lacks none or is no column line.</param>
    /// <returns>The columns; null when the line is no column line or lacks a column.</returns>
    public static HpoAnnotationColumns? Read(ReadOnlySpan<byte> line, out string? missing)
    {
        missing = null;
        string[] found = [.. Encoding.UTF8.GetString(line).TrimStart('#').Split('\t').Select(Fold)];
        if (!string.Equals(found[0], Fold(Names[DiseaseId]), StringComparison.Ordinal))
        {
            return null;
        }

        int[] positions = [.. Names.Select(name => Array.IndexOf(found, Fold(name)))];
        int absent = Array.IndexOf(positions, -1);
        missing = absent < 0 ? null : Names[absent];
        return absent < 0 ? new HpoAnnotationColumns(positions, found.Length) : null;
    }

    public static string NameOf(int column) => Names[column];

    /// <summary>Splits a line.</summary>
    /// <returns>The number of its fields, at most one more than <see cref="FieldCount"/>.</returns>
    public int Split(ReadOnlySpan<byte> line)
    {
        int count = 0;
        foreach (Range field in line.Split((byte)'\t'))
        {
            if (count == _fields.Length)
            {
                return count + 1;
            }

            _fields[count++] = field;
        }

        return count;
    }

    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> line, int column) => line[_fields[_positions[column]]].Trim((byte)' ');

    private static string Fold(string name) => name.Trim().Replace("_", string.Empty, StringComparison.Ordinal).ToUpperInvariant();
}
