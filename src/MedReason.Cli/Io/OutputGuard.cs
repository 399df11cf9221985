using System.CommandLine;
using System.CommandLine.Parsing;
using MedReason.Datasets;
using MedReason.Runs;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>Refuses, before a verb begins, an output that would write over what the call reads or what a run keeps.</summary>
internal static class OutputGuard
{
    private static readonly string[] OutputNames = ["--output", "--html", "--rows", "--report", "--steps"];

    // Two names of one terminal or pipe are no file that could be lost.
    private static readonly string[] Devices = ["/dev/", "/proc/"];

    /// <exception cref="UsageException">An output is an input, a file of a run, or another output.</exception>
    public static void Require(ParseResult parsed)
    {
        var outputs = new List<(string Name, string Path, string Resolved)>();
        var inputs = new HashSet<string>(StringComparer.Ordinal);
        foreach (SymbolResult result in parsed.CommandResult.Children)
        {
            string? name = (result as OptionResult)?.Option.Name;
            foreach (string path in result.Tokens.Select(static token => token.Value).Where(static value => value.Length > 0 && !value.Contains('\0')))
            {
                if (Array.IndexOf(OutputNames, name) >= 0)
                {
                    outputs.Add((name!, path, OutputFile.Resolve(path)));
                }
                else if (File.Exists(path))
                {
                    inputs.Add(OutputFile.Resolve(path));
                }
                else if (Directory.Exists(path))
                {
                    inputs.Add(OutputFile.Resolve(ResultsFile.GetPath(path)));
                    inputs.Add(OutputFile.Resolve(Path.Combine(path, DecontaminationReport.FileName)));
                }
            }
        }

        foreach ((string name, string path, string resolved) in outputs)
        {
            string? what = RunReader.IsRunFile(resolved) ? "a file of a run"
                : inputs.Contains(resolved) && !Array.Exists(Devices, device => resolved.StartsWith(device, StringComparison.Ordinal)) ? "an input"
                : outputs.Exists(other => other.Name != name && other.Resolved == resolved) ? "another output"
                : null;
            if (what is not null)
            {
                throw new UsageException($"{path}: {name} would write over {what}; name another file");
            }
        }
    }
}
