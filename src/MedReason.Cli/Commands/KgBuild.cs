using System.Globalization;
using System.Text.Json;
using MedReason.Kg.Obo;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>Builds a snapshot: reads the sources, joins them, adds synonyms, writes the file, reports the result.</summary>
internal static class KgBuild
{
    public static async Task<int> RunAsync(KgBuildCall call, CommandConsole console, CancellationToken cancellationToken)
    {
        RequireFolder(call.Output);
        foreach (string input in call.Inputs)
        {
            await InputStream.Open(input).DisposeAsync().ConfigureAwait(false);
        }

        RelationVocabulary? relations = call.Relations is null
            ? null
            : await RelationVocabulary.ReadAsync(call.Relations, cancellationToken).ConfigureAwait(false);
        using var report = new RefusalReport(call, console);
        var reader = new KgSourceReader(call, console, report, relations);
        InMemoryKnowledgeGraph graph;
        try
        {
            graph = await ReadAsync(call, reader, report, console, cancellationToken).ConfigureAwait(false);
        }
        catch (UndeclaredRelationException exception)
        {
            // The input lacks a description; the work itself has not failed.
            throw new UsageException(exception.Message + " (--relations TABLE.csv)");
        }

        try
        {
            if (call.Synonyms.Count > 0)
            {
                InMemoryKnowledgeGraph enriched = await AddSynonymsAsync(graph, call, reader, console, cancellationToken).ConfigureAwait(false);
                graph.Dispose();
                graph = enriched;
            }

            await graph.SaveSnapshotAsync(call.Output, cancellationToken).ConfigureAwait(false);
            report.Complete();
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"medreason: {graph.NodeCount:N0} nodes, {graph.EdgeCount:N0} edges written to {call.Output}")).ConfigureAwait(false);
            return ExitCodes.Done;
        }
        finally
        {
            graph.Dispose();
        }
    }

    /// <summary>Refuses a file in a folder that does not exist, and a folder.</summary>
    public static void RequireFolder(string output)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(output));
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new UsageException($"{output}: cannot be written: no such folder");
        }

        DataOutput.RequireFile(output);
    }

    private static async Task<InMemoryKnowledgeGraph> ReadAsync(
        KgBuildCall call, KgSourceReader reader, RefusalReport report, CommandConsole console, CancellationToken cancellationToken)
    {
        var inputs = new List<GraphJoinInput>();
        try
        {
            foreach (KgBuildSource source in call.Sources)
            {
                GraphJoinInput input = await reader.ReadAsync(source, cancellationToken).ConfigureAwait(false);
                inputs.Add(input);
                if (inputs.Count(other => other.Source.Name == input.Source.Name) > 1)
                {
                    throw new UsageException($"two sources have the name '{input.Source.Name}'; give each a --name of its own");
                }

                if (call.ReadDefinitions && input.Source.Name == OboDefinitionReader.SourceName)
                {
                    throw new UsageException($"'{input.Source.Name}' is the name of what --read-definitions reads; give the source another --name");
                }
            }

            if (inputs is [var only] && !call.ReadDefinitions)
            {
                inputs.Clear();
                return call.RecordsSources ? only.Graph.WithSources([only.Source]) : only.Graph;
            }

            var options = new GraphJoinOptions { JoinsByName = call.JoinByName };
            GraphJoinResult result = GraphJoiner.Join(inputs, options, cancellationToken);
            if (inputs.Count > 1)
            {
                await WriteJoinAsync(result, report, console).ConfigureAwait(false);
            }

            if (!call.ReadDefinitions)
            {
                return result.Graph;
            }

            // The words of definitions are looked up in the names of all sources, so that these are joined twice.
            using InMemoryKnowledgeGraph joined = result.Graph;
            OboDefinitionResult definitions = await OboDefinitionReader.ReadAsync(joined, cancellationToken).ConfigureAwait(false);
            await WriteDefinitionsAsync(definitions, report, console).ConfigureAwait(false);
            inputs.Add(new GraphJoinInput { Graph = definitions.Graph, Source = new KgSource { Name = OboDefinitionReader.SourceName } });
            KnowledgeGraphMetadata metadata = await joined.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
            options = new GraphJoinOptions { JoinsByName = call.JoinByName, Name = metadata.Name, Version = metadata.Version };
            return GraphJoiner.Join(inputs, options, cancellationToken).Graph;
        }
        finally
        {
            inputs.ForEach(static input => input.Graph.Dispose());
        }
    }

    private static async Task WriteJoinAsync(GraphJoinResult result, RefusalReport report, CommandConsole console)
    {
        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"medreason: {result.SharedIdCount:N0} nodes that several sources name by the same id")).ConfigureAwait(false);
        foreach ((GraphJoinEventKind kind, int count) in result.Events.CountBy(static item => item.Kind).OrderBy(static pair => pair.Key))
        {
            string what = kind switch
            {
                GraphJoinEventKind.Joined => "joined by cross-reference",
                GraphJoinEventKind.JoinedByName => "joined by name",
                GraphJoinEventKind.TypeDiffers => "stated to be the same or broader, but of different types, kept apart",
                GraphJoinEventKind.SameVocabulary => "stated to be the same, but with two ids of one vocabulary, kept apart",
                GraphJoinEventKind.TypeConflict => "ids to which two sources give different types",
                GraphJoinEventKind.Narrower => "kinds of a node by cross-reference",
                _ => "twins: of one name, kept apart",
            };
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {what}: {count:N0}")).ConfigureAwait(false);
        }

        if (result.RelationConflicts.Count > 0)
        {
            await console.Error.WriteLineAsync(
                $"  relations that two sources describe differently: {string.Join(", ", result.RelationConflicts)}").ConfigureAwait(false);
        }

        if (report.IsFile)
        {
            foreach (GraphJoinEvent item in result.Events)
            {
                await report.Writer!.WriteLineAsync(ToJson(item)).ConfigureAwait(false);
            }
        }
    }

    private static async Task WriteDefinitionsAsync(OboDefinitionResult definitions, RefusalReport report, CommandConsole console)
    {
        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"medreason: {definitions.ReadCount:N0} statements of definitions read as {definitions.Graph.EdgeCount:N0} edges; "
                + $"{definitions.Unresolved.Count:N0} name no finding of the graph")).ConfigureAwait(false);
        if (report.IsFile)
        {
            foreach (OboDefinitionStatement statement in definitions.Unresolved)
            {
                await report.Writer!.WriteLineAsync(ToJson(
                    ("definition", "unresolved"), ("id", statement.Node.Value), ("relation", statement.Relation.Value), ("text", statement.Text)))
                    .ConfigureAwait(false);
            }
        }
    }

    private static string ToJson(GraphJoinEvent item) => ToJson(
        ("join", JsonNamingPolicy.SnakeCaseLower.ConvertName(item.Kind.ToString())),
        ("id", item.Id.Value),
        ("other_id", item.OtherId.Value),
        ("detail", item.Detail));

    private static string ToJson(params ReadOnlySpan<(string Name, string Value)> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in members)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static async Task<InMemoryKnowledgeGraph> AddSynonymsAsync(
        InMemoryKnowledgeGraph graph, KgBuildCall call, KgSourceReader reader, CommandConsole console, CancellationToken cancellationToken)
    {
        var ontologies = new List<OboOntology>();
        foreach (string file in call.Synonyms)
        {
            ontologies.Add(await reader.ReadOboAsync(file, cancellationToken).ConfigureAwait(false));
        }

        (InMemoryKnowledgeGraph enriched, OboSynonymReport report) = await graph.WithSynonymsAsync(
            ontologies, cancellationToken: cancellationToken).ConfigureAwait(false);
        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"medreason: {report.SynonymsAdded:N0} synonyms added to {report.NodesEnriched:N0} nodes; {report.UnmatchedTerms:N0} terms match no node"))
                .ConfigureAwait(false);
        return enriched;
    }
}
