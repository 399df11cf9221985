using MedReason.Testing;
using MedReason.Tests;
using Microsoft.Extensions.AI;

namespace MedReason.Guide.Tests;

/// <summary>Makes clients that answer the library's calls as a careful model would, the same call always the same way.</summary>
internal static class OracleClient
{
    /// <summary>A client whose replies come from <see cref="OracleModel"/>.</summary>
    /// <param name="modelId">The model that it says it is.</param>
    /// <returns>The client.</returns>
    public static ScriptedChatClient Create(string modelId)
    {
        var oracle = new OracleModel(new Dictionary<string, string>());
        var client = new ScriptedChatClient(modelId) { Usage = new UsageDetails { InputTokenCount = 1_200, OutputTokenCount = 150 } };
        return client.When(_ => true, request => client.Reply(oracle.Reply(
            string.Join('\n', request.Messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text)),
            request.Messages.First(message => message.Role == ChatRole.User).Text,
            (request.Options?.ResponseFormat as ChatResponseFormatJson)?.SchemaName)));
    }
}
