using System.CommandLine.Parsing;

namespace MedReason.Cli;

/// <summary>A source of <c>kg build</c>: each <c>--source</c> begins one, and the options after it belong to it.</summary>
internal sealed class KgBuildSource
{
    public const string PrimeKg = "primekg";
    public const string Obo = "obo";
    public const string HpoAnnotations = "hpoa";
    public const string Kgx = "kgx";
    public const string Hetionet = "hetionet";
    public const string OptimusKg = "optimuskg";
    public const string Tables = "csv";

    private readonly List<string> _inputs = [];

    public static string[] Formats { get; } = [PrimeKg, Obo, HpoAnnotations, Kgx, Hetionet, OptimusKg, Tables];

    public required string Format { get; init; }

    public IReadOnlyList<string> Inputs => _inputs;

    public string? Name { get; private set; }

    public string? Version { get; private set; }

    public string? License { get; private set; }

    /// <summary>Groups the options of a command line by the source that they follow.</summary>
    /// <param name="tokens">The tokens in the order in which they were written.</param>
    /// <exception cref="UsageException">A source has no input, the wrong number of inputs, or an option twice.</exception>
    public static IReadOnlyList<KgBuildSource> Group(IReadOnlyList<Token> tokens)
    {
        var sources = new List<KgBuildSource>();
        string? option = null;
        foreach (Token token in tokens)
        {
            if (token.Type == TokenType.Option)
            {
                option = token.Value;
            }
            else if (token.Type == TokenType.Argument && option == "--source")
            {
                sources.Add(new KgBuildSource { Format = token.Value });
            }
            else if (token.Type == TokenType.Argument && option is "--input" or "--name" or "--version" or "--license")
            {
                // Without a --source before it, the format is the default one.
                if (sources.Count == 0)
                {
                    sources.Add(new KgBuildSource { Format = PrimeKg });
                }

                sources[^1].Take(option, token.Value);
            }
        }

        foreach (KgBuildSource source in sources)
        {
            source.Check();
        }

        return sources;
    }

    private void Take(string option, string value)
    {
        switch (option)
        {
            case "--name":
                Name = Once(Name, option, value);
                break;
            case "--version":
                Version = Once(Version, option, value);
                break;
            case "--license":
                License = Once(License, option, value);
                break;
            default:
                _inputs.Add(value);
                break;
        }
    }

    private string Once(string? before, string option, string value) =>
        before is null ? value : throw new UsageException($"--source {Format}: {option} is given twice; each --source begins a group of its own");

    private void Check()
    {
        if (Format == OptimusKg && _inputs is [var folder] && Directory.Exists(folder))
        {
            _inputs[0] = Path.Combine(folder, "nodes.parquet");
            _inputs.Add(Path.Combine(folder, "edges.parquet"));
        }

        (string expected, bool isRight) = Format switch
        {
            Kgx => ("one or more --input: nodes and edges, or an archive", _inputs.Count > 0),
            OptimusKg => ("one --input, the folder of nodes.parquet and edges.parquet, or two: the nodes, then the edges", _inputs.Count == 2),
            Hetionet or Tables => ("two --input: the nodes, then the edges", _inputs.Count == 2),
            _ => ("one --input", _inputs.Count == 1),
        };
        if (!isRight)
        {
            throw new UsageException($"--source {Format} takes {expected}; found {_inputs.Count}");
        }
    }
}
