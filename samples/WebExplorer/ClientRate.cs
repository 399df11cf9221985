using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace WebExplorer;

/// <summary>How many questions an address may send: a bucket of tokens that fills evenly.</summary>
public static class ClientRate
{
    /// <summary>The name of the policy.</summary>
    public const string Policy = "client";

    /// <summary>Adds the policy, and gives a refused client the time to wait.</summary>
    public static void Configure(RateLimiterOptions limiter, ExplorerOptions options)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetTokenBucketLimiter(
                ClientOf(context.Connection.RemoteIpAddress), _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = options.RequestsAtOnce,
                    TokensPerPeriod = 1,
                    ReplenishmentPeriod = TimeSpan.FromMinutes(1) / options.RequestsPerMinute,
                })
            : RateLimitPartition.GetNoLimiter(string.Empty));
        limiter.OnRejected = static async (rejected, cancellationToken) =>
        {
            TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan named) ? named : TimeSpan.FromSeconds(1);
            await Refusal.Create(StatusCodes.Status429TooManyRequests, "This address has sent too many questions.", wait).ExecuteAsync(rejected.HttpContext);
        };
    }

    /// <summary>An address of version 4, or the network of one of version 6: whoever has one address there has all of them.</summary>
    public static string ClientOf(IPAddress? address)
    {
        address = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return address is { AddressFamily: AddressFamily.InterNetworkV6 }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address?.ToString() ?? string.Empty;
    }
}
