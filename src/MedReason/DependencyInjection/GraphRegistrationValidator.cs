using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedReason.DependencyInjection;

/// <summary>Checks at start that a pipeline has one graph, so that a missing or duplicate registration is reported before the first question.</summary>
/// <param name="name">The name of the pipeline's options: its key, or the empty string.</param>
/// <param name="registered">What is registered.</param>
/// <param name="services">The services.</param>
internal sealed class GraphRegistrationValidator(string name, IServiceCollection registered, IServiceProvider services) : IValidateOptions<MedReasonOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? optionsName, MedReasonOptions options)
    {
        if (!string.Equals(optionsName ?? Options.DefaultName, name, StringComparison.Ordinal)
            || services.GetService<IServiceProviderIsKeyedService>() is not { } known)
        {
            return ValidateOptionsResult.Skip;
        }

        string? key = name.Length == 0 ? null : name;
        string? graphKey = options.GraphKey ?? (key is not null && IsKnown(key) ? key : null);
        string? mistake = IsKnown(graphKey) ? FindDoubled(graphKey) : DescribeMissing(key, options.GraphKey);
        return mistake is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistake);

        bool IsKnown(string? one) => one is null ? known.IsService(typeof(IKnowledgeGraph)) : known.IsKeyedService(typeof(IKnowledgeGraph), one);
    }

    private string? FindDoubled(string? graphKey)
    {
        int count = registered.Count(descriptor => descriptor.ServiceType == typeof(IKnowledgeGraph) && Equals(descriptor.ServiceKey, graphKey));
        return count < 2 ? null
            : graphKey is null
                ? $"{count} knowledge graphs are registered without a key and a pipeline reasons over one: leave one, or give each a key with "
                    + "services.AddKeyedKnowledgeGraph(\"name\", ...) and choose by UseGraph(\"name\")."
                : $"{count} knowledge graphs are registered with the key '{graphKey}' and a pipeline reasons over one: leave one, or give each a key of "
                    + "its own.";
    }

    private string DescribeMissing(string? key, string? graphKey)
    {
        string[] keys =
        [
            .. registered.Where(descriptor => descriptor.ServiceType == typeof(IKnowledgeGraph)).Select(descriptor => descriptor.ServiceKey).OfType<string>()
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        string known = keys.Length == 0 ? string.Empty : $" The keys of registered graphs: '{string.Join("', '", keys)}'.";
        return graphKey is not null
            ? $"Register the knowledge graph '{graphKey}': services.AddKeyedPrimeKg(\"{graphKey}\", ...) or "
                + $"services.AddKeyedKnowledgeGraph<T>(\"{graphKey}\").{known}"
            : key is not null
                ? $"Register a knowledge graph for the pipeline '{key}': services.AddKeyedPrimeKg(\"{key}\", ...) or "
                    + $"services.AddKeyedKnowledgeGraph<T>(\"{key}\"), or choose one by UseGraph(\"name\").{known}"
                : keys.Length == 0
                    ? "Register a knowledge graph: services.AddPrimeKg(...) or services.AddKnowledgeGraph<T>()."
                    : $"Choose a knowledge graph: services.AddMedReason(...).UseGraph(\"{keys[0]}\").{known}";
    }
}
