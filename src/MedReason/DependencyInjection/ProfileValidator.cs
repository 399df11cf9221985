using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedReason.DependencyInjection;

/// <summary>Checks at start that a pipeline has one profile, and that a profile that asks a model has one.</summary>
internal sealed class ProfileValidator(string? key, IServiceProvider services) : IValidateOptions<MedReasonOptions>
{
    /// <summary>What to write where a profile has no client.</summary>
    public const string ProfileMessage = "The profile asks a model: register a chat client, such as services.AddSingleton<IChatClient>(...).";

    /// <summary>What to write where a stage of the host has no client.</summary>
    public const string StageMessage =
        "A stage asks for a chat client that is not registered: write services.AddSingleton<IChatClient>(...), or "
            + "services.AddKeyedSingleton<IChatClient>(\"name\", ...) where it asks by a key.";

    /// <summary>
    /// Determines whether the container says that no client is registered. Its other sentences about one, such as on lifetimes, are left as they are.
    /// </summary>
    /// <param name="exception">What the container threw.</param>
    /// <returns>True where the client is missing.</returns>
    public static bool IsMissingClient(InvalidOperationException exception) =>
        exception.Message.Contains($"'{typeof(IChatClient).FullName}'", StringComparison.Ordinal)
        && (exception.Message.Contains("has been registered", StringComparison.Ordinal)
            || exception.Message.Contains("Unable to resolve service", StringComparison.Ordinal));

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, MedReasonOptions options)
    {
        if (!string.Equals(name ?? Options.DefaultName, key ?? Options.DefaultName, StringComparison.Ordinal)
            || services.GetService<IServiceProviderIsKeyedService>() is not { } known)
        {
            return ValidateOptionsResult.Skip;
        }

        string[] chosen = [.. services.GetServices<ProfileChoice>().Where(choice => choice.Key == key).Select(static choice => choice.Method).Distinct(
            StringComparer.Ordinal)];
        if (chosen.Length > 1)
        {
            return ValidateOptionsResult.Fail(
                $"One pipeline has two profiles: leave {string.Join("() or ", chosen)}(), or give each a pipeline of its own with "
                + "services.AddKeyedMedReason(\"name\").");
        }

        return known.IsService(typeof(IChatClient)) || (key is not null && known.IsKeyedService(typeof(IChatClient), key))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(ProfileMessage);
    }
}
