using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>Checks at start that a profile that asks a model has one.</summary>
internal sealed class ChatClientRegistrationValidator(string? key, IServiceProvider services) : IValidateOptions<MedReasonOptions>
{
    /// <summary>What to write where there is no client.</summary>
    public const string Message = "The profile asks a model: register a chat client, such as services.AddSingleton<IChatClient>(...).";

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, MedReasonOptions options)
    {
        if (!string.Equals(name ?? Options.DefaultName, key ?? Options.DefaultName, StringComparison.Ordinal)
            || services.GetService<IServiceProviderIsKeyedService>() is not { } known)
        {
            return ValidateOptionsResult.Skip;
        }

        return known.IsService(typeof(IChatClient)) || (key is not null && known.IsKeyedService(typeof(IChatClient), key))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(Message);
    }
}
