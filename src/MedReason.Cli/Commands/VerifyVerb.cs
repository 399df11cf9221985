using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MedReason.Datasets;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary><c>medreason verify</c>: checks chains against a graph, ours and those that others wrote.</summary>
internal static class VerifyVerb
{
    private static readonly string[] IdNames = ["id", "id_in_dataset", "qid"];
    private static readonly string[] TextNames = ["reasoning", "text", "chain", "cot"];

    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> input = CommonOptions.Input(
            "Chains as JSON lines: rows of generate, or {\"id\",\"reasoning\",\"question\"?,\"options\"?,\"answer\"?} with paths written a -> b -> c, or "
            + "free text.");
        Option<string?> output = CommonOptions.Output("A verdict a line.");
        Option<LanguageProfile> language = CommonOptions.Language();
        var command = new Command("verify", "Checks reasoning chains against a graph.") { kg, input, output, language };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            await RunAsync(graph, parsed.GetRequiredValue(input), parsed.GetValue(output), parsed.GetRequiredValue(language), console, cancellationToken)
                .ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RunAsync(
        InMemoryKnowledgeGraph graph, string input, string? output, LanguageProfile language, CommandConsole console, CancellationToken cancellationToken)
    {
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = language });
        var verifier = CompositeChainVerifier.CreateDefault(lexicon: extractor);
        var foreign = new ForeignChainReader(extractor);
        var linker = new EntityLinker(new EntityLinkerOptions { Language = language });
        var ids = new UniqueIds();
        using var progress = new ProgressLine(console, TimeProvider.System);
        DataOutput rows = DataOutput.Open(output, console);
        await using (rows.ConfigureAwait(false))
        {
            long count = 0;
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(input, cancellationToken).ConfigureAwait(false))
            {
                RowId id = ids.Require(line, Array.Find(IdNames, name => line.Root.TryGetProperty(name, out _)) ?? "id");
                MedicalQuestion question = ReasoningRowReader.ReadQuestion(line, id, language);
                ForeignChainCounts? counts = null;
                ReasoningChain chain;
                if (ReasoningRowReader.IsOwnForm(line))
                {
                    chain = ReasoningRowReader.ReadChain(line);
                }
                else
                {
                    string text = TextNames.Select(line.OptionalString).FirstOrDefault(found => found is not null)
                        ?? throw line.Error("expected a chain: \"steps\" and \"paths\", or a text in \"reasoning\"");
                    ForeignChain read = await foreign.ReadAsync(graph, question, text, cancellationToken).ConfigureAwait(false);
                    (chain, counts) = (read.Chain, read.Counts);
                }

                IReadOnlyList<EntityMention> mentions = await extractor.ExtractAsync(graph, question, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<EntityLink> links = await linker.LinkAsync(graph, question, mentions, cancellationToken).ConfigureAwait(false);
                ChainVerdict verdict = await verifier.VerifyAsync(
                    graph,
                    new VerificationRequest
                    {
                        Question = question,
                        Links = links,
                        Chain = chain,
                        Mode = question.Answer is null ? ReasoningMode.Answer : ReasoningMode.Explain,
                        Visibility = AnswerVisibility.Shown,
                        IsEvidenceOffered = counts is null,
                    },
                    cancellationToken).ConfigureAwait(false);
                rows.WriteRow(writer => Write(writer, id, verdict, chain, counts));
                progress.Show("chains", ++count);
            }

            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Write(Utf8JsonWriter writer, RowId id, ChainVerdict verdict, ReasoningChain chain, ForeignChainCounts? counts)
    {
        writer.WriteStartObject();
        id.Write(writer, "id");
        foreach (JsonProperty member in JsonSerializer.SerializeToElement(
            verdict, (JsonTypeInfo<ChainVerdict>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChainVerdict))).EnumerateObject())
        {
            member.WriteTo(writer);
        }

        if (counts is not null)
        {
            writer.WriteString("concluded", chain.AnswerLabel);
            WriteArrows(writer, counts);
            WriteSentences(writer, counts);
        }

        writer.WriteEndObject();
    }

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
