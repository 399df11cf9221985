using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MedReason.Cli;

/// <summary><c>medreason convert</c>: a Parquet file as JSON lines, which every other verb reads.</summary>
internal static class ConvertVerb
{
    public static Command Create(CommandConsole console)
    {
        Argument<string> input = new("FILE") { Description = "The Parquet file." };
        Option<string?> output = new("--output") { Description = "The file of JSON lines; standard output by default.", HelpName = "FILE.jsonl" };
        var command = new Command("convert", "Writes a Parquet file, such as a question bank of a hub, as JSON lines with the same fields.") { input, output };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            // Parquet.Net compiles the code that reads a column.
            if (!RuntimeFeature.IsDynamicCodeSupported)
            {
                throw NativeBuild.Refuse("convert");
            }

            DataOutput lines = DataOutput.Open(parsed.GetValue(output), console);
            long rows = 0;
            await using (lines.ConfigureAwait(false))
            {
                await foreach (IReadOnlyDictionary<string, object?> row in ParquetRows.ReadAsync(parsed.GetRequiredValue(input), cancellationToken)
                    .ConfigureAwait(false))
                {
                    lines.WriteRow(writer => ParquetRows.Write(writer, row));
                    rows++;
                }

                await lines.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }

            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"medreason: {rows} rows")).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
