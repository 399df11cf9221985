using Microsoft.Extensions.DependencyInjection;

namespace MedReason;

/// <summary>Configures one pipeline in a service collection. What it offers are the extension methods of <see cref="MedReasonBuilderExtensions"/>.</summary>
public interface IMedReasonBuilder
{
    /// <summary>The key of the pipeline and of its stages; null for the one without a key.</summary>
    string? ServiceKey { get; }

    /// <summary>The services.</summary>
    IServiceCollection Services { get; }
}
