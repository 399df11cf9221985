namespace MedReason.Cli;

/// <summary>Configures the model that a command calls. Immutable.</summary>
internal sealed record ChatProviderOptions
{
    /// <summary>One of <see cref="ProviderNames"/>.</summary>
    public string Provider { get; init; } = ProviderNames.Offline;

    /// <summary>The model's name at its provider; null for offline.</summary>
    public string? Model { get; init; }

    /// <summary>The base address of a compatible server; null for the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The endpoint without its query, which may hold a key; null when it is missing or not an address.</summary>
    public string? Address => Uri.TryCreate(Endpoint, UriKind.Absolute, out Uri? address) ? address.GetLeftPart(UriPartial.Path) : null;

    /// <summary>How the model is constrained to a JSON shape; null for the provider's default.</summary>
    public StructuredOutputMode? StructuredOutput { get; init; }

    /// <summary>How failed calls are retried.</summary>
    public RetryOptions Retry { get; init; } = new();
}
