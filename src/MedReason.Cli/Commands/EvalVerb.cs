using System.CommandLine;

namespace MedReason.Cli;

/// <summary><c>medreason eval</c>: benchmark figures that one can defend.</summary>
internal static class EvalVerb
{
    public static Command Create(CommandConsole console) => new(
        "eval", "Puts question banks to models, reads their answers, compares runs and lays them out as a table.")
    {
        EvalRunVerb.Create(console),
        EvalScoreVerb.Create(console),
        EvalCompareVerb.Create(console),
        EvalTableVerb.Create(console),
    };
}
