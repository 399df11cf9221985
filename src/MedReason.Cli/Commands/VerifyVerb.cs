using System.CommandLine;
using System.Globalization;
using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary><c>medreason verify</c>: checks chains against a graph, ours and those that others wrote.</summary>
internal static class VerifyVerb
{
    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> input = CommonOptions.Input(
            "Chains as JSON lines: rows of generate, {\"id\",\"reasoning\",\"question\"?,\"options\"?,\"answer\"?} with paths written a -> b -> c or free "
            + "text, or rows of chat trainers (messages, conversations, prompt and completion, instruction and output).");
        Option<string?> output = CommonOptions.Output("A verdict a line.");
        Option<int> claims = MinSupported();
        Option<double> share = MinSupportedShare();
        Option<LanguageProfile> language = CommonOptions.Language();
        var command = new Command("verify", "Checks reasoning chains against a graph.") { kg, input, output, claims, share, language };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            var limits = new ForeignChainVerifierOptions { MinSupportedClaims = parsed.GetValue(claims), MinSupportedShare = parsed.GetValue(share) };
            await RunAsync(
                graph,
                parsed.GetRequiredValue(input),
                parsed.GetValue(output),
                limits,
                parsed.GetRequiredValue(language),
                console,
                cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Creates the option that sets the minimum number of supported claims.</summary>
    public static Option<int> MinSupported() => CommonOptions.Count(
        "--min-supported",
        "The least number of a text's claims that the graph supports; below it no text is accepted.",
        new ForeignChainVerifierOptions().MinSupportedClaims,
        0,
        int.MaxValue);

    /// <summary>Creates the option that sets the minimum share of supported claims.</summary>
    public static Option<double> MinSupportedShare()
    {
        Option<double> share = new("--min-supported-share")
        {
            Description = "The least share of a text's claims that the graph supports; below it no text is accepted.",
            HelpName = "SHARE",
            DefaultValueFactory = _ => new ForeignChainVerifierOptions().MinSupportedShare,
        };
        share.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double value)
                && value is not (>= 0 and <= 1))
            {
                result.AddError($"--min-supported-share takes 0 to 1, found {result.Tokens[0].Value}");
            }
        });
        return share;
    }

    private static async Task RunAsync(
        InMemoryKnowledgeGraph graph,
        string input,
        string? output,
        ForeignChainVerifierOptions limits,
        LanguageProfile language,
        CommandConsole console,
        CancellationToken cancellationToken)
    {
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = language });
        var verifier = CompositeChainVerifier.CreateDefault(lexicon: extractor);
        var auditor = new ForeignChainAuditor(limits, extractor);
        var foreignRows = new ForeignRowReader(language);
        using var progress = new ProgressLine(console, TimeProvider.System);
        DataOutput rows = DataOutput.Open(output, console);
        await using (rows.ConfigureAwait(false))
        {
            long count = 0;
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(input, cancellationToken).ConfigureAwait(false))
            {
                ForeignRow row = foreignRows.Read(line);
                ReasoningChain? own = ReasoningRowReader.IsOwnForm(line) ? ReasoningRowReader.ReadChain(line) : null;
                if (own is null)
                {
                    AuditedChain audited = await auditor.AuditAsync(graph, row.Question, row.Text, null, cancellationToken).ConfigureAwait(false);
                    rows.WriteRow(writer => VerdictRow.Write(writer, row.Id, audited.Verdict, audited.Chain));
                }
                else
                {
                    MedicalQuestion question = ForeignChainReader.ResolveAnswer(row.Question, own.Answer);
                    IReadOnlyList<EntityLink> links = await auditor.LinkAsync(graph, question, cancellationToken).ConfigureAwait(false);
                    var request = new VerificationRequest
                    {
                        Question = question,
                        Links = links,
                        Chain = own,
                        Mode = question.Answer is null ? ReasoningMode.Answer : ReasoningMode.Explain,
                        Visibility = AnswerVisibility.Shown,
                    };
                    ChainVerdict verdict = await verifier.VerifyAsync(graph, request, cancellationToken).ConfigureAwait(false);
                    rows.WriteRow(writer => VerdictRow.Write(writer, row.Id, verdict, null));
                }

                progress.Show("chains", ++count);
            }

            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
