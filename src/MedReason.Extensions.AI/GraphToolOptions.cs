namespace MedReason.Extensions.AI;

/// <summary>Provides the options of tools over a graph. Immutable.</summary>
public sealed record GraphToolOptions
{
    /// <summary>Gets the maximum number of UTF-16 code units of a text that a tool accepts; a longer one is refused by the tool's result.</summary>
    /// <value>At least 1. The default is 50,000.</value>
    public int MaxTextLength { get; init; } = 50_000;

    /// <summary>Gets the maximum number of entities, candidates of a name, or neighbours that a tool returns.</summary>
    /// <value>1 to 1,000. The default is 20.</value>
    public int MaxResults { get; init; } = 20;

    /// <summary>Gets the maximum number of paths that a tool returns.</summary>
    /// <value>1 to 100. The default is 5.</value>
    public int MaxPaths { get; init; } = 5;

    /// <summary>Gets the maximum number of hops of a path.</summary>
    /// <value>1 to 16. The default is 4.</value>
    public int MaxPathLength { get; init; } = 4;

    /// <summary>Gets the maximum number of publications that are cited for an edge; what is omitted is counted.</summary>
    /// <value>0 to 1,000. The default is 3.</value>
    public int MaxPublications { get; init; } = 3;

    /// <summary>Gets what reads and judges texts.</summary>
    /// <value>The default is null: an auditor with default options.</value>
    public ForeignChainAuditor? Auditor { get; init; }

    /// <summary>Gets what finds paths.</summary>
    /// <value>The default is null: a <see cref="ShortestPathFinder"/> with default options.</value>
    public IPathFinder? PathFinder { get; init; }

    /// <summary>Gets the language of the texts.</summary>
    /// <value>The default is null: English.</value>
    public LanguageProfile? Language { get; init; }

    internal void Validate(string parameterName)
    {
        Require(MaxTextLength, 1, int.MaxValue, nameof(MaxTextLength));
        Require(MaxResults, 1, 1_000, nameof(MaxResults));
        Require(MaxPaths, 1, 100, nameof(MaxPaths));
        Require(MaxPathLength, 1, 16, nameof(MaxPathLength));
        Require(MaxPublications, 0, 1_000, nameof(MaxPublications));

        void Require(int value, int least, int most, string name)
        {
            if (value < least || value > most)
            {
                throw new ArgumentException($"{name} is {value}; expected {least} to {most}.", parameterName);
            }
        }
    }
}
