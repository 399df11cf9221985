using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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
        Option<int> claims = CommonOptions.Count(
            "--min-supported",
            "The least number of a text's claims that the graph supports; below it no text is accepted.",
            new ForeignChainVerifierOptions().MinSupportedClaims,
            0,
            int.MaxValue);
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
                    rows.WriteRow(writer => Write(writer, row.Id, audited.Verdict, audited.Chain));
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
                    rows.WriteRow(writer => Write(writer, row.Id, verdict, null));
                }

                progress.Show("chains", ++count);
            }

            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Write(Utf8JsonWriter writer, RowId id, ChainVerdict verdict, ForeignChain? chain)
    {
        writer.WriteStartObject();
        id.Write(writer, "id");
        JsonElement members = JsonSerializer.SerializeToElement(
            verdict, (JsonTypeInfo<ChainVerdict>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChainVerdict)));
        writer.WritePropertyName("verdict");
        members.GetProperty("status").WriteTo(writer);
        if (chain is not null)
        {
            WriteClaims(writer, chain, verdict);
        }

        foreach (JsonProperty member in members.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        if (chain is not null)
        {
            writer.WriteString("concluded", chain.Chain.AnswerLabel);
            WriteArrows(writer, chain.Counts);
            WriteSentences(writer, chain.Counts);
        }

        writer.WriteEndObject();
    }

    private static void WriteClaims(Utf8JsonWriter writer, ForeignChain chain, ChainVerdict verdict)
    {
        writer.WriteStartObject("claims");
        foreach (ClaimStatus status in (ClaimStatus[])[ClaimStatus.Supported, ClaimStatus.Contradicted, ClaimStatus.NotInGraph, ClaimStatus.NotCheckable])
        {
            writer.WriteNumber(NameOf(status), chain.Claims.Count(claim => claim.Status == status));
        }

        writer.WriteEndObject();
        WriteShare(writer, "claim_precision", verdict.Measures?.ClaimPrecision);
        WriteShare(writer, "read_share", verdict.Measures?.ReadClaimShare);
        writer.WriteStartArray("claim_list");
        var form = (JsonTypeInfo<TextClaim>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(TextClaim));
        foreach (TextClaim claim in chain.Claims)
        {
            JsonSerializer.SerializeToElement(claim, form).WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteShare(Utf8JsonWriter writer, string name, double? share)
    {
        if (share is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string NameOf(ClaimStatus status) => status switch
    {
        ClaimStatus.Supported => "supported",
        ClaimStatus.Contradicted => "contradicted",
        ClaimStatus.NotInGraph => "not_in_graph",
        _ => "not_checkable",
    };

    private static void WriteArrows(Utf8JsonWriter writer, ForeignChainCounts counts)
    {
        writer.WriteStartObject("arrow_paths");
        writer.WriteNumber("found", counts.ArrowPaths);
        writer.WriteNumber("names", counts.Names);
        writer.WriteNumber("linked_names", counts.LinkedNames);
        writer.WriteNumber("hops", counts.Hops);
        writer.WriteNumber("hops_in_graph", counts.HopsInGraph);
        writer.WriteStartArray("unlinked");
        foreach (string name in counts.UnlinkedNames)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSentences(Utf8JsonWriter writer, ForeignChainCounts counts)
    {
        writer.WriteStartObject("sentences");
        writer.WriteNumber("found", counts.Sentences);
        writer.WriteNumber("mentions", counts.Mentions);
        writer.WriteNumber("linked_mentions", counts.LinkedMentions);
        writer.WriteNumber("pairs", counts.Pairs);
        writer.WriteNumber("read_pairs", counts.ReadPairs);
        writer.WriteNumber("pairs_in_graph", counts.PairsInGraph);
        writer.WriteEndObject();
    }
}
