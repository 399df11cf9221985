using System.CommandLine;

namespace MedReason.Cli;

/// <summary><c>medreason audit</c>: a whole dataset of chains that others wrote, against a graph.</summary>
internal static class AuditVerb
{
    private const int MaxConcurrency = 256;

    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> input = CommonOptions.Input("Rows in any form that verify reads.");
        Option<string> output = new("--output")
        {
            Description = "A verdict a line. What is done is kept beside it in FILE.audit until all is done; the same call goes on from there.",
            HelpName = "FILE",
            Required = true,
        };
        Option<string?> html = new("--html") { Description = "The report as one page.", HelpName = "FILE.html" };
        Option<string?> steps = new("--steps") { Description = "Each step of each text with its label and the deciding edge.", HelpName = "FILE" };
        Option<string[]> against = new("--against")
        {
            Description = "A benchmark whose questions are looked for among the rows, plain or gzip; may be given several times.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<int> claims = VerifyVerb.MinSupported();
        Option<double> share = VerifyVerb.MinSupportedShare();
        Option<LanguageProfile> language = CommonOptions.Language();
        Option<int> concurrency = CommonOptions.Count(
            "--concurrency", "The number of rows read at the same time; the output is the same with any.", Environment.ProcessorCount, 1, MaxConcurrency);
        var command = new Command("audit", "Checks a dataset of reasoning chains against a graph, and reports what holds.")
        {
            kg, input, output, html, steps, against, claims, share, language, concurrency,
        };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            var call = new AuditCall
            {
                Input = parsed.GetRequiredValue(input),
                Output = parsed.GetRequiredValue(output),
                Html = parsed.GetValue(html),
                Steps = parsed.GetValue(steps),
                Against = parsed.GetRequiredValue(against),
                Limits = new ForeignChainVerifierOptions { MinSupportedClaims = parsed.GetValue(claims), MinSupportedShare = parsed.GetValue(share) },
                Language = parsed.GetRequiredValue(language),
                Concurrency = parsed.GetValue(concurrency),
            };
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            await new AuditRun(graph, call, console).RunAsync(cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
