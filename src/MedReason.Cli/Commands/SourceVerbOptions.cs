using System.Collections.Frozen;
using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using MedReason.Datasets;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary>Holds the options by which a verb decides which rows of a bank it works on.</summary>
internal sealed class SourceVerbOptions
{
    private const string Refuse = "refuse";
    private const string LeaveOut = "leave-out";
    private const string Keep = "keep";

    private readonly Option<string?> _mapping = new("--mapping")
    {
        Description = "For generic: where a CSV or JSON lines file of another shape keeps its fields, as a JSON file.",
        HelpName = "FILE",
    };

    private readonly Option<string> _flaws = CommonOptions.Choice(
        "--flaws",
        "Rows with a repeated id, a missing field or an answer that is no option: end the work, are left out and named, or are kept with a flag.",
        Refuse,
        Refuse,
        LeaveOut,
        Keep);

    private readonly Option<bool> _allowBenchmark = new("--allow-benchmark-source")
    {
        Description = "Also rows that are a benchmark, or whose split is not declared: what learns from them cannot be measured by them.",
    };

    /// <summary>Creates the option that names the format of a bank.</summary>
    public static Option<string> Format() =>
        CommonOptions.Choice("--format", "The bank's format.", QuestionFormatRegistry.Generic, [.. QuestionFormatRegistry.Default.Names]);

    public void AddTo(Command command)
    {
        command.Options.Add(_mapping);
        command.Options.Add(_flaws);
        command.Options.Add(_allowBenchmark);
    }

    /// <summary>Reads the values that identify a run, by name.</summary>
    public async Task<IEnumerable<KeyValuePair<string, string?>>> ReadConfigurationAsync(ParseResult parsed, CancellationToken cancellationToken) =>
    [
        new("flaws", parsed.GetValue(_flaws)),
        new("mapping", parsed.GetValue(_mapping) is string path ? await RunConfiguration.HashFileAsync(path, cancellationToken).ConfigureAwait(false) : null),
    ];

    /// <summary>Gets how the bank is read.</summary>
    public async Task<QuestionReaderOptions> ReadAsync(
        ParseResult parsed,
        string format,
        int? answerBase,
        string? split,
        LanguageProfile? language,
        CommandConsole console,
        CancellationToken cancellationToken)
    {
        string? mapping = parsed.GetValue(_mapping);
        if (mapping is not null && format != QuestionFormatRegistry.Generic)
        {
            throw new UsageException("--mapping is for --format generic");
        }

        string flaws = parsed.GetRequiredValue(_flaws);
        var preset = new QuestionReaderOptions();
        return new QuestionReaderOptions
        {
            AnswerIndexBase = answerBase,
            Split = split,
            Language = language ?? LanguageProfile.English,
            Mapping = mapping is null ? null : await QuestionMapping.ReadAsync(mapping, cancellationToken).ConfigureAwait(false),
            RefusedFlags = flaws == Keep ? FrozenSet<string>.Empty : preset.RefusedFlags,
            OnIssue = flaws == LeaveOut
                ? issue => console.Error.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"medreason: left out: {issue.File}, line {issue.Line}: {issue.Message}"))
                : null,
            OnNote = note => console.Error.WriteLine($"medreason: {note}"),
        };
    }

    /// <summary>Filters the rows that may be worked on; refuses a benchmark, and reports the number of rows with each flag.</summary>
    public async IAsyncEnumerable<QuestionRow> AdmitAsync(
        ParseResult parsed, IAsyncEnumerable<QuestionRow> rows, CommandConsole console, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var flags = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await foreach (QuestionRow row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (SourceRoles.FindRefusal(row, parsed.GetValue(_allowBenchmark)) is string refusal)
            {
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{row.File}, line {row.Line}: {refusal}"));
            }

            foreach (string flag in row.Flags)
            {
                flags[flag] = flags.GetValueOrDefault(flag) + 1;
            }

            yield return row;
        }

        foreach ((string flag, int count) in flags)
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"medreason: rows with the flag {flag}: {count}");
            await console.Error.WriteLineAsync(line).ConfigureAwait(false);
        }
    }
}
