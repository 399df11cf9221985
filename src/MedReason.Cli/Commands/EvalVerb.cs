using System.CommandLine;

namespace MedReason.Cli;

/// <summary><c>medreason eval</c>: benchmark figures that one can defend.</summary>
internal static class EvalVerb
{
    public static Command Create(CommandConsole console) => new("eval", "Puts question banks to models, reads their answers and compares runs.")
    {
        EvalRunVerb.Create(console),
        EvalScoreVerb.Create(console),
        EvalCompareVerb.Create(console),
    };
}
