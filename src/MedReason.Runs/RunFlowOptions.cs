using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>How fast and how dear a run's calls to a model may be. Immutable. No result depends on it.</summary>
public sealed class RunFlowOptions
{
    /// <summary>The most requests at once. Default 4.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>The most requests a minute; null for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>The most tokens a minute, sent and received together; null for no limit.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>What models cost; null where unknown, and then no money is counted.</summary>
    public ModelPrices? Prices { get; init; }

    /// <summary>
    /// The most US dollars that the run may come to over all its sessions, what may have been billed without an answer included; null for no limit. It holds as
    /// far as the provider keeps to its prices. A provider that does not keep to the limit on a reply ends the run after that reply.
    /// </summary>
    public decimal? MaxCost { get; init; }

    /// <summary>
    /// Gets the provider and address that calls are recorded and found under, where another one serves the same model, so that a run can move without paying
    /// again; null for those of the client. Its model is not used: a call is the same only for the same model.
    /// </summary>
    public ChatClientMetadata? RepliesFrom { get; init; }

    /// <summary>
    /// The longest that a provider may ask everybody to wait; a row whose call it asks to wait longer is put off until the others are done. Default one
    /// minute.
    /// </summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Gets how calls are gathered into batches, which the provider answers within a day at a lower price; null for live calls. Needs a client that offers
    /// <see cref="IBatchChatClient"/>, and a <see cref="RunEngine"/> whose rows make the calls. A run can change between both.
    /// </summary>
    public RunBatchOptions? Batch { get; init; }
}
