using Microsoft.Extensions.DependencyInjection;

namespace MedReason.DependencyInjection;

/// <summary>The builder that <see cref="MedReasonServiceCollectionExtensions"/> hands out.</summary>
internal sealed class MedReasonBuilder(IServiceCollection services, string? serviceKey) : IMedReasonBuilder
{
    /// <inheritdoc />
    public string? ServiceKey { get; } = serviceKey;

    /// <inheritdoc />
    public IServiceCollection Services { get; } = services;
}
