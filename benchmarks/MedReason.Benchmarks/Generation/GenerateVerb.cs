using System.Text.Json;

namespace MedReason.Benchmarks.Generation;

/// <summary><c>generate</c>: writes the file, and what a reader must find in it.</summary>
internal static class GenerateVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        string path = options.Require("--output");
        var generator = new PrimeKgGenerator(options.GetNumber("--seed", 1));
        string temporary = path + ".tmp";
        await using (FileStream file = File.Create(temporary))
        {
            await generator.WriteAsync(file).ConfigureAwait(false);
        }

        File.Move(temporary, path, overwrite: true);
        if (options.Find("--expected") is { } expected)
        {
            await WriteExpectedAsync(generator, expected).ConfigureAwait(false);
        }

        Console.WriteLine($"{path}: {new FileInfo(path).Length:N0} bytes, {generator.Counts.Values.Sum(static count => count.Rows):N0} rows, {generator.Counts.Values.Sum(static count => count.Edges):N0} edges");
        return 0;
    }

    private static async Task WriteExpectedAsync(PrimeKgGenerator generator, string path)
    {
        await using FileStream file = File.Create(path);
        await using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteStartObject("node_types");
        foreach (PrimeKgShape.NodeShape shape in PrimeKgShape.Nodes.OrderBy(static shape => shape.Type, StringComparer.Ordinal))
        {
            writer.WriteNumber(shape.Type, shape.Count);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("relations");
        foreach ((string relation, (int rows, int edges)) in generator.Counts)
        {
            writer.WriteStartObject(relation);
            writer.WriteNumber("rows", rows);
            writer.WriteNumber("edges", edges);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
