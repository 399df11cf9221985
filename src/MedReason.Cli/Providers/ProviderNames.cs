namespace MedReason.Cli;

/// <summary>The providers by the names that <c>--provider</c> takes.</summary>
internal static class ProviderNames
{
    /// <summary>No model: all results come from the graph.</summary>
    public const string Offline = "offline";

    /// <summary>OpenAI, or a server with a compatible interface.</summary>
    public const string OpenAI = "openai";

    /// <summary>Anthropic.</summary>
    public const string Anthropic = "anthropic";
}
