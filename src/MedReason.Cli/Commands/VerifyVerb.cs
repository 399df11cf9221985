using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary><c>medreason verify</c>: checks chains against a graph, ours and those that others wrote.</summary>
internal static class VerifyVerb
{
    private static readonly string[] IdNames = ["id", "id_in_dataset", "qid"];
    private static readonly string[] TextNames = ["reasoning", "text", "chain", "cot"];

    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> input = CommonOptions.Input("Chains as JSON lines: rows of generate, or {\"id\",\"reasoning\",\"question\"?,\"options\"?,\"answer\"?} with paths written a -> b -> c.");
        Option<string?> output = CommonOptions.Output("A verdict a line.");
        var command = new Command("verify", "Checks reasoning chains against a graph.") { kg, input, output };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            await RunAsync(graph, parsed.GetRequiredValue(input), parsed.GetValue(output), console, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RunAsync(InMemoryKnowledgeGraph graph, string input, string? output, CommandConsole console, CancellationToken cancellationToken)
    {
        var verifier = new GroundingVerifier();
        var extractor = new LexiconEntityExtractor();
        var linker = new EntityLinker();
        var resolver = new NameResolver(graph);
        var ids = new UniqueIds();
        using var progress = new ProgressLine(console, TimeProvider.System);
        DataOutput rows = DataOutput.Open(output, console);
        await using (rows.ConfigureAwait(false))
        {
            long count = 0;
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(input, cancellationToken).ConfigureAwait(false))
            {
                RowId id = ids.Require(line, Array.Find(IdNames, name => line.Root.TryGetProperty(name, out _)) ?? "id");
                MedicalQuestion question = ReasoningRowReader.ReadQuestion(line, id);
                ArrowPaths? arrows = null;
                ReasoningChain chain;
                if (ReasoningRowReader.IsOwnForm(line))
                {
                    chain = ReasoningRowReader.ReadChain(line);
                }
                else
                {
                    string text = TextNames.Select(line.OptionalString).FirstOrDefault(found => found is not null)
                        ?? throw line.Error("expected a chain: \"steps\" and \"paths\", or a text in \"reasoning\"");
                    arrows = await ArrowPaths.ReadAsync(graph, resolver, text, cancellationToken).ConfigureAwait(false);
                    chain = new ReasoningChain { Text = text, Steps = arrows.Steps, Evidence = new EvidenceSet { Paths = arrows.Paths }, Answer = question.Answer, AnswerLabel = question.AnswerLabel };
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
                    },
                    cancellationToken).ConfigureAwait(false);
                rows.WriteRow(writer => Write(writer, id, verdict, arrows));
                progress.Show("chains", ++count);
            }

            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Write(Utf8JsonWriter writer, RowId id, ChainVerdict verdict, ArrowPaths? arrows)
    {
        writer.WriteStartObject();
        id.Write(writer, "id");
        foreach (JsonProperty member in JsonSerializer.SerializeToElement(verdict, (JsonTypeInfo<ChainVerdict>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChainVerdict))).EnumerateObject())
        {
            member.WriteTo(writer);
        }

        if (arrows is not null)
        {
            writer.WriteStartObject("arrow_paths");
            writer.WriteNumber("found", arrows.Found);
            writer.WriteNumber("names", arrows.Names);
            writer.WriteNumber("linked_names", arrows.LinkedNames);
            writer.WriteNumber("hops", arrows.Hops);
            writer.WriteNumber("hops_in_graph", arrows.HopsInGraph);
            writer.WriteStartArray("unlinked");
            foreach (string name in arrows.Unlinked)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
