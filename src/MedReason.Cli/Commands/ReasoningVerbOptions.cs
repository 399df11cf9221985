using System.CommandLine;

namespace MedReason.Cli;

/// <summary>The options that say how questions are reasoned about, shared by <c>explain</c> and <c>generate</c>.</summary>
internal sealed class ReasoningVerbOptions
{
    private readonly Option<string> _provider = CommonOptions.Choice("--provider", "Who writes: offline needs no model.", "offline", "offline");
    private readonly Option<string?> _writerSees = new("--writer-sees")
    {
        Description = "Whether ranker and writer see a known answer: hidden or shown. Default: shown for offline, which cannot argue backwards from it.",
        HelpName = "hidden|shown",
    };

    private readonly Option<long> _seed = new("--seed") { Description = "Seeds whatever is drawn.", HelpName = "N" };

    public ReasoningVerbOptions()
    {
        _writerSees.AcceptOnlyFromAmong("hidden", "shown");
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_provider);
        command.Options.Add(_writerSees);
        command.Options.Add(_seed);
    }

    public RunOptions Read(ParseResult parsed, ReasoningMode mode, int concurrency = 1) => new()
    {
        Mode = mode,
        Visibility = parsed.GetValue(_writerSees) == "hidden" ? AnswerVisibility.Hidden : AnswerVisibility.Shown,
        Seed = parsed.GetValue(_seed),
        Concurrency = concurrency,
    };
}
