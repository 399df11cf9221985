using System.Globalization;
using System.Text;
using MedReason.Shared;
using MedReason.Text;

namespace MedReason;

/// <summary>Which kinds of paths support an answer, count against it, or say nothing, for each intent of a question. Immutable.</summary>
/// <remarks>
/// <para>A path that fits no line says nothing. The table is CSV with the columns <c>intent, effect, steps, min_starts, min_share, weight, name</c>. Steps
/// are meanings of relations (<see cref="RelationMeaning"/>), with <c>&gt;</c> for a hop that runs with the meaning and <c>&lt;</c> for one that runs
/// against it, from what the question states to the answer: <c>presents&lt; treats&lt;</c> is a finding, a disease that presents it, a drug that treats
/// that disease.</para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
public sealed class ArgumentTable
{
    private const int MaxSteps = 4;
    private static readonly string[] Columns = ["intent", "effect", "steps", "min_starts", "min_share", "weight", "name"];
    private static readonly Lazy<ArgumentTable> Shipped = new(static () => Read(CsvRows.OpenResource("arguments.csv")));

    /// <summary>Creates a table.</summary>
    /// <param name="lines">The lines; of two that fit a path the earlier one counts.</param>
    public ArgumentTable(IEnumerable<ArgumentLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        Lines = [.. lines];
    }

    /// <summary>Returns the lines of an intent, in the order of the table.</summary>
    internal IEnumerable<ArgumentLine> For(QuestionIntent intent) => Lines.Where(line => line.Intent == intent);

    /// <summary>Gets the table that the library ships.</summary>
    public static ArgumentTable Default => Shipped.Value;

    /// <summary>Gets the lines.</summary>
    public IReadOnlyList<ArgumentLine> Lines { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="csv">The table as CSV, its header first.</param>
    /// <param name="name">The name of the file for messages.</param>
    /// <returns>The table.</returns>
    /// <exception cref="InputFormatException">A line cannot be read; it names the line and what was expected.</exception>
    public static ArgumentTable Parse(string csv, string name = "arguments.csv")
    {
        ArgumentNullException.ThrowIfNull(csv);
        return Read(new CsvRows(Encoding.UTF8.GetBytes(csv), name));
    }

    private static ArgumentTable Read(CsvRows rows)
    {
        if (!rows.TryRead(out string[] header) || !header.SequenceEqual(Columns))
        {
            throw Error(string.Join(',', Columns), header.Length == 0 ? "no line" : string.Join(',', header));
        }

        var lines = new List<ArgumentLine>();
        while (rows.TryRead(out string[] fields))
        {
            if (fields is not [""])
            {
                lines.Add(ReadLine(fields));
            }
        }

        return new ArgumentTable(lines);

        ArgumentLine ReadLine(string[] fields)
        {
            if (fields.Length != Columns.Length)
            {
                throw Error($"{Columns.Length} fields", $"{fields.Length}");
            }

            return new ArgumentLine
            {
                Intent = ReadName<QuestionIntent>(fields[0]),
                Effect = ReadName<ArgumentEffect>(fields[1]),
                Steps = ReadSteps(fields[2]),
                MinStarts = (int)ReadNumber(fields[3]),
                MinShare = ReadNumber(fields[4]),
                Weight = ReadNumber(fields[5]),
                Name = fields[6].Length > 0 ? fields[6] : throw Error("a name", "none"),
            };
        }

        T ReadName<T>(string text)
            where T : struct, Enum => Enum.TryParse(text.Replace("_", string.Empty, StringComparison.Ordinal), ignoreCase: true, out T value)
                && !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
            ? value
            : throw Error($"one of {string.Join(", ", Enum.GetNames<T>())}", text);

        double ReadNumber(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value >= 0
                ? value
                : throw Error("a number that is not negative", text);

        ArgumentStep[] ReadSteps(string text)
        {
            string[] tokens = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return tokens.Length is > 0 and <= MaxSteps
                ? [.. tokens.Select(static token => new ArgumentStep(
                    new RelationMeaning(token.TrimEnd('<', '>')), token.EndsWith('>') ? true : token.EndsWith('<') ? false : null))]
                : throw Error($"1 to {MaxSteps} steps", text);
        }

        InputFormatException Error(string expected, string found) => rows.Error($"expected {expected}, found {PlainText.Clean(found)}");
    }
}
