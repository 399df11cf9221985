using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary><c>medreason embed</c>: the index of a graph's names by vectors, made once and resumed after a kill.</summary>
internal static class EmbedVerb
{
    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> output = new("--output")
        {
            Description = "The index. What is done of it is kept in FILE.partial, from where the same command resumes.",
            HelpName = "FILE",
            Required = true,
        };
        var embedding = new EmbeddingOptions();
        var command = new Command(
            "embed", "Makes the index of a graph's names by vectors, for --embeddings of entities, explain and generate.") { kg, output };
        embedding.AddTo(command);
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(output);
            embedding.Require(parsed);
            KgBuild.RequireFolder(path);
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            using IEmbeddingGenerator<string, Embedding<float>> generator = await embedding.CreateAsync(parsed, graph, cancellationToken)
                .ConfigureAwait(false);
            KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
            await RequireSameAsync(path + EmbeddingNodeIndex.PartialSuffix, metadata, generator, cancellationToken).ConfigureAwait(false);
            EmbeddingNodeIndex index;
            using (var progress = new ProgressLine(console, TimeProvider.System))
            {
                index = await EmbeddingNodeIndex.BuildAsync(graph, generator, null, path, new Shown(progress), cancellationToken).ConfigureAwait(false);
            }

            await console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"medreason: {index.NameCount:N0} names in {index.Dimensions} dimensions by {NameOf(generator)} written to {path}")).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The work of hours for another graph or by another model is never thrown away for a wrong name of a file.</summary>
    private static async Task RequireSameAsync(
        string partial, KnowledgeGraphMetadata metadata, IEmbeddingGenerator generator, CancellationToken cancellationToken)
    {
        if (!File.Exists(partial))
        {
            return;
        }

        EmbeddingIndexDescription begun;
        try
        {
            begun = await EmbeddingIndexDescription.ReadAsync(partial, cancellationToken).ConfigureAwait(false);
        }
        catch (KnowledgeGraphException exception)
        {
            throw new UsageException($"{partial}: expected an interrupted build, which cannot be read; delete it or name another output", exception);
        }

        string? difference = begun.GraphContentHash != metadata.ContentHash ? $"the graph {begun.GraphContentHash}, this one is {metadata.ContentHash}"
            : $"{begun.Provider}/{begun.Model}" != NameOf(generator) ? $"the model {begun.Provider}/{begun.Model}, this one is {NameOf(generator)}"
            : null;
        if (difference is not null)
        {
            throw new UsageException($"{partial}: was begun for {difference}; delete it or name another output");
        }
    }

    private static string NameOf(IEmbeddingGenerator generator)
    {
        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        return $"{metadata?.ProviderName}/{metadata?.DefaultModelId}";
    }

    private sealed class Shown(ProgressLine progress) : IProgress<EmbeddingIndexProgress>
    {
        public void Report(EmbeddingIndexProgress value) => progress.Show("names", value.Completed, value.Total);
    }
}
