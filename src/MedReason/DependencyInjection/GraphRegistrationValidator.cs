using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>Checks at start that a pipeline has a graph, so that a forgotten registration is told before the first question.</summary>
internal sealed class GraphRegistrationValidator(string name, IServiceProvider services) : IValidateOptions<MedReasonOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? optionsName, MedReasonOptions options)
    {
        string asked = optionsName ?? Options.DefaultName;
        if (!string.Equals(asked, name, StringComparison.Ordinal))
        {
            return ValidateOptionsResult.Skip;
        }

        string? key = name.Length == 0 ? null : name;
        return PipelineServices.FindMissingGraph(services, key, options.GraphKey) is { } message
            ? ValidateOptionsResult.Fail(message)
            : ValidateOptionsResult.Success;
    }
}
