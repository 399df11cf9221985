using System.CommandLine;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary><c>medreason paths</c>: the best paths between pairs of nodes.</summary>
internal static class PathsVerb
{
    /// <summary>The word that stands for the priors of PrimeKG's package instead of a file.</summary>
    public const string ShippedPriors = "primekg";

    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> input = CommonOptions.Input("Pairs as JSON lines: {\"id\",\"from\",\"to\"}, ends by node id or name.");
        Option<string?> output = CommonOptions.Output("A line a pair.");
        Option<int> top = CommonOptions.Count("--top", "The maximum number of paths per pair.", 3, 0, 100_000);
        Option<int> maxLength = CommonOptions.Count("--max-length", "The maximum number of hops.", 4, 1, 16);
        Option<int> slack = CommonOptions.Count("--slack", "The maximum number of hops by which a path may exceed the shortest one.", 0, 0, 15);
        Option<string?> priors = new("--priors")
        {
            Description =
            $"What curated paths look like, as paths learn writes it, or the word {ShippedPriors} for those that ship for its vocabulary.",
            HelpName = "FILE"
        };
        Option<long> seed = new("--seed") { Description = "The seed of random draws; the search and the choice draw nothing.", HelpName = "N" };
        var command = new Command(
            "paths", "Finds the best paths between pairs of nodes.") { kg, input, output, top, maxLength, slack, priors, seed, CreateLearn(console) };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            await PathsRun.RunAsync(
                new PathsCall
                {
                    Kg = parsed.GetRequiredValue(kg),
                    Input = parsed.GetRequiredValue(input),
                    Output = parsed.GetValue(output),
                    Top = parsed.GetValue(top),
                    MaxLength = parsed.GetValue(maxLength),
                    Slack = parsed.GetValue(slack),
                    Priors = parsed.GetValue(priors),
                },
                console,
                cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateLearn(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> input = CommonOptions.Input("Curated paths as JSON lines: {\"id\",\"from\",\"to\",\"paths\":[[node ids]]}.");
        Option<string> output = new("--output") { Description = "The priors to write.", HelpName = "FILE.json", Required = true };
        Option<bool> patternsOnly = new("--patterns-only")
        {
            Description = "Learn types, relations, lengths and degrees alone: the priors then hold no node. The curated paths are kept in them otherwise.",
        };
        var command = new Command("learn", "Learns which paths curators draw, from those that they drew.") { kg, input, output, patternsOnly };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            string path = parsed.GetRequiredValue(input);
            using FileStream stream = InputStream.Open(path);
            IReadOnlyList<CuratedPaths> curated = await CuratedPaths.ReadAsync(stream, path, cancellationToken).ConfigureAwait(false);
            PathPriors priors = await LearnAsync(graph, curated, path, parsed.GetValue(patternsOnly), cancellationToken).ConfigureAwait(false);
            using var memory = new MemoryStream();
            await priors.SaveAsync(memory, cancellationToken).ConfigureAwait(false);
            await DataOutput.WriteFileAsync(parsed.GetRequiredValue(output), memory.ToArray(), console, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<PathPriors> LearnAsync(
        InMemoryKnowledgeGraph graph, IReadOnlyList<CuratedPaths> curated, string path, bool patternsOnly, CancellationToken cancellationToken)
    {
        try
        {
            return await PathPriors.LearnAsync(graph, new ShortestPathFinder(), curated, patternsOnly, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            throw new InputFormatException(exception.Message, exception) { File = path };
        }
    }
}
