using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Tells structured calls how the model behind this client is held to a shape, where the caller knows better than the default.</summary>
internal sealed class StructuredOutputChatClient(IChatClient innerClient, StructuredOutputMode mode) : DelegatingChatClient(innerClient)
{
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(StructuredOutputMode) ? mode : base.GetService(serviceType, serviceKey);
}
