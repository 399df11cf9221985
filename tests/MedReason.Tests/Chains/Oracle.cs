using MedReason.Testing;
using Microsoft.Extensions.AI;

namespace MedReason.Tests;

/// <summary>Chat clients whose replies come from <see cref="OracleModel"/>.</summary>
internal static class Oracle
{
    /// <summary>A client that answers every structured call.</summary>
    public static ScriptedChatClient Client(IReadOnlyDictionary<string, string>? vocabulary = null)
    {
        var oracle = new OracleModel(vocabulary ?? new Dictionary<string, string>());
        var client = new ScriptedChatClient { Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10 } };
        return client.When(_ => true, request => client.Reply(Answer(oracle, request)));
    }

    /// <summary>What the oracle says to a request.</summary>
    public static string Answer(OracleModel oracle, ScriptedChatRequest request) => oracle.Reply(
        string.Join('\n', request.Messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text)),
        request.Messages.First(message => message.Role == ChatRole.User).Text,
        (request.Options?.ResponseFormat as ChatResponseFormatJson)?.SchemaName);

    /// <summary>Whether a request asks for a shape.</summary>
    public static bool Asks(this ScriptedChatRequest request, string schemaName) =>
        (request.Options?.ResponseFormat as ChatResponseFormatJson)?.SchemaName == schemaName;
}
