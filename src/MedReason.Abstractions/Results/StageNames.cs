namespace MedReason;

/// <summary>The stages by the names that results, telemetry and exceptions carry.</summary>
public static class StageNames
{
    /// <summary>Opening the graph.</summary>
    public const string Graph = "graph";

    /// <summary>Finding mentions.</summary>
    public const string Extract = "extract";

    /// <summary>Mapping mentions to nodes.</summary>
    public const string Link = "link";

    /// <summary>Finding paths.</summary>
    public const string Search = "search";

    /// <summary>Choosing evidence.</summary>
    public const string Rank = "rank";

    /// <summary>Writing the chain.</summary>
    public const string Write = "write";

    /// <summary>Checking the chain.</summary>
    public const string Verify = "verify";
}
