namespace MedReason.Cli;

/// <summary>Opens the graph that a verb is given.</summary>
internal static class GraphFile
{
    public static async Task<InMemoryKnowledgeGraph> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new InputFormatException(
                Directory.Exists(path) ? "expected a graph snapshot, found a folder" : "cannot be read: no such file")
            { File = path };
        }

        try
        {
            return await InMemoryKnowledgeGraph.OpenSnapshotAsync(path, null, cancellationToken).ConfigureAwait(false);
        }
        catch (KnowledgeGraphException exception)
        {
            throw new InputFormatException(exception.Message, exception) { File = path };
        }
    }
}
