using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Sends the calls that name the judge's model to a client of that model, and all others to the inner client.</summary>
/// <remarks>Both stand behind one limiter and one record, which know them apart by the model that a call names. Disposes both.</remarks>
internal sealed class JudgeChatClient(IChatClient client, IChatClient judge, string model) : DelegatingChatClient(client), IGatedChatClient
{
    /// <summary>Makes a client whose calls go to the judge; it needs no end of its own.</summary>
    /// <param name="client">A client that ends at one of this type.</param>
    /// <param name="model">The model of the judge.</param>
    public static IChatClient Address(IChatClient client, string model) => new Addressed(client, model);

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        For(options).GetResponseAsync(messages, Plain(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        For(options).GetStreamingResponseAsync(messages, Plain(options), cancellationToken);

    Task<ChatResponse> IGatedChatClient.GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, IRequestGate<ChatResponse> gate, CancellationToken cancellationToken) =>
        ((IGatedChatClient)For(options).GetService(typeof(IGatedChatClient))!).GetResponseAsync(messages, Plain(options), gate, cancellationToken);

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(IGatedChatClient) ? this : base.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            judge.Dispose();
        }

        base.Dispose(disposing);
    }

    private IChatClient For(ChatOptions? options) => options?.ModelId == model ? judge : InnerClient;

    // Each client is bound to its model; the name only said which one is meant.
    private ChatOptions? Plain(ChatOptions? options)
    {
        if (options?.ModelId != model)
        {
            return options;
        }

        ChatOptions plain = options.Clone();
        plain.ModelId = null;
        return plain;
    }

    private sealed class Addressed(IChatClient client, string model) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync(messages, To(options), cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetStreamingResponseAsync(messages, To(options), cancellationToken);

        private ChatOptions To(ChatOptions? options)
        {
            ChatOptions addressed = options?.Clone() ?? new ChatOptions();
            addressed.ModelId = model;
            return addressed;
        }
    }
}
