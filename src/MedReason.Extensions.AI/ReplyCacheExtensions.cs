using MedReason.Extensions.AI.Caching;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason;

/// <summary>Keeps the replies of models.</summary>
public static class ReplyCacheExtensions
{
    /// <summary>Adds a cache that returns a kept reply for the same messages and options to the same model at the same address.</summary>
    /// <remarks>
    /// <para>A reply is kept unless it was cut, filtered, refused or empty. A stage that cannot use a kept reply rejects it
    /// (<see cref="IChatReplyKeeper"/>), and it is not returned again. Identical requests at the same time are sent once. Streamed replies are kept and
    /// returned as the platform does it, and not sent once. Requests that are built by a raw representation are not kept.</para>
    /// <para>Questions and replies are in the storage: protect it as the questions are protected. Put the cache below whatever changes requests. A run of
    /// <c>MedReason.Runs</c> needs none: it keeps every reply itself.</para>
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="storage">Where replies are kept; null for the <see cref="IDistributedCache"/> that is registered.</param>
    /// <returns>The builder.</returns>
    public static ChatClientBuilder UseReplyCache(this ChatClientBuilder builder, IDistributedCache? storage = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) => new ReplyCacheChatClient(inner, storage ?? services.GetRequiredService<IDistributedCache>()));
    }
}
