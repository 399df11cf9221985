namespace MedReason.Cli;

/// <summary>The providers by the names that <c>--provider</c> takes.</summary>
internal static class ProviderNames
{
    /// <summary>No model: everything is done from the graph.</summary>
    public const string Offline = "offline";

    /// <summary>OpenAI, or any server that speaks its interface.</summary>
    public const string OpenAI = "openai";

    /// <summary>Anthropic.</summary>
    public const string Anthropic = "anthropic";
}
