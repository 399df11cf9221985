using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Reports how the model is constrained to a JSON shape when the default does not apply.</summary>
internal sealed class StructuredOutputChatClient(IChatClient innerClient, StructuredOutputMode mode) : DelegatingChatClient(innerClient)
{
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(StructuredOutputMode) ? mode : base.GetService(serviceType, serviceKey);
}
