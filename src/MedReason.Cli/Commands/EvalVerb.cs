using System.CommandLine;

namespace MedReason.Cli;

/// <summary><c>medreason eval</c>: benchmark figures that one can defend.</summary>
internal static class EvalVerb
{
    public static Command Create(CommandConsole console) => new("eval", "Reads answers out of outputs, scores them and compares runs.")
    {
        EvalScoreVerb.Create(console),
    };
}
