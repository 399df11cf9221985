using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MedReason.Datasets;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary><c>medreason entities</c>: what texts speak of, and the nodes it maps to.</summary>
internal static class EntitiesVerb
{
    private const string Lexicon = "lexicon";
    private const string Chat = "chat";
    private const string Hybrid = "hybrid";

    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> input = CommonOptions.Input("Texts as JSON lines: {\"id\",\"text\"}.");
        Option<string?> output = CommonOptions.Output("A line a mention.");
        Option<string> extractor = CommonOptions.Choice(
            "--extractor", "Who finds the mentions: the lexicon of the graph's names, a model, or the lexicon where it is sure and a model for the rest.",
                Lexicon, Lexicon, Chat, Hybrid);
        Option<bool> nested = new("--nested") { Description = "Also the more general mentions inside a longer one." };
        Option<LanguageProfile> language = CommonOptions.Language();
        Option<bool> derived = CommonOptions.DeriveFindings();
        var provider = new ProviderOptions();
        var embeddings = new EmbeddingIndexOptions();
        var command = new Command("entities", "Finds entities in texts and maps them to nodes.") { kg, input, output, extractor, nested, language, derived };
        provider.AddTo(command);
        embeddings.AddTo(command);
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            using IChatClient? client = provider.CreateClient(parsed);
            LexiconEntityExtractorOptions options = CommonOptions.ToExtractorOptions(
                parsed.GetRequiredValue(language), parsed.GetValue(derived), parsed.GetValue(nested));
            (IEntityExtractor finds, IEntityLinker links) = CreateStages(parsed.GetRequiredValue(extractor), options, client);
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            using EmbeddedGraph embedded = await embeddings.OpenAsync(parsed, graph, cancellationToken).ConfigureAwait(false);
            await RunAsync(
                embedded.Graph, finds, links, parsed.GetRequiredValue(input), parsed.GetValue(output), console, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static (IEntityExtractor Extractor, IEntityLinker Linker) CreateStages(string name, LexiconEntityExtractorOptions options, IChatClient? client)
    {
        var lexicon = new LexiconEntityExtractor(options);
        var linker = new EntityLinker(new EntityLinkerOptions { Language = options.Language });
        if (name == Lexicon)
        {
            return client is null
                ? (lexicon, linker)
                : throw new UsageException("--extractor lexicon asks no model; leave --provider out, or choose chat or hybrid");
        }

        if (client is null)
        {
            throw new UsageException($"--extractor {name} asks a model; add --provider openai or anthropic, and --model");
        }

        var chat = new ChatEntityExtractor(client);
        return (name == Chat ? chat : new HybridEntityExtractor(lexicon, chat), new ChatEntityLinker(client, linker));
    }

    private static async Task RunAsync(
        IKnowledgeGraph graph,
        IEntityExtractor extractor,
        IEntityLinker linker,
        string input,
        string? output,
        CommandConsole console,
        CancellationToken cancellationToken)
    {
        var ids = new UniqueIds();
        using var progress = new ProgressLine(console, TimeProvider.System);
        DataOutput rows = DataOutput.Open(output, console);
        await using (rows.ConfigureAwait(false))
        {
            long count = 0;
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(input, cancellationToken).ConfigureAwait(false))
            {
                RowId id = ids.Require(line);
                var question = new MedicalQuestion { Id = id.Text, Text = line.RequireString("text") };
                IReadOnlyList<EntityMention> mentions = await extractor.ExtractAsync(graph, question, cancellationToken).ConfigureAwait(false);
                foreach (EntityLink link in await linker.LinkAsync(graph, question, mentions, cancellationToken).ConfigureAwait(false))
                {
                    if (link.Node is not null)
                    {
                        rows.WriteRow(writer => Write(writer, id, link, link.Node));
                    }
                }

                progress.Show("texts", ++count);
            }

            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Write(Utf8JsonWriter writer, RowId id, EntityLink link, KgNode node)
    {
        writer.WriteStartObject();
        id.Write(writer, "id");
        writer.WriteNumber("start", link.Mention.Start);
        writer.WriteNumber("end", link.Mention.End);
        writer.WriteString("text", link.Mention.Text);
        writer.WriteString("node_id", node.Id.Value);
        writer.WriteString("node_name", node.Name);
        writer.WriteString("node_type", node.Type.Value);
        writer.WriteNumber("score", link.Score);
        writer.WriteString("method", link.Method);
        writer.WriteString("relation", link.Relation?.ToString().ToLowerInvariant());
        if (link.Coverage is { } coverage)
        {
            writer.WriteNumber("coverage", coverage);
        }

        writer.WriteString("assertion", link.Mention.Assertion.ToString().ToLowerInvariant());
        if (link.Mention.Derived is { } derived)
        {
            writer.WritePropertyName("derived");
            JsonSerializer.Serialize(writer, derived, (JsonTypeInfo<DerivedFinding>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(DerivedFinding)));
        }

        writer.WriteEndObject();
    }
}
