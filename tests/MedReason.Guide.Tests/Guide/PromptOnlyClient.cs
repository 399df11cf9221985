using Microsoft.Extensions.AI;

namespace MedReason.Guide.Tests;

#region own-model-mode
public sealed class PromptOnlyClient(IChatClient client) : DelegatingChatClient(client)
{
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(StructuredOutputMode) ? StructuredOutputMode.PromptOnly : base.GetService(serviceType, serviceKey);
}
#endregion
