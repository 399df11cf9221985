using System.Net;
using System.Net.Sockets;

namespace MedReason.Cli;

/// <summary>The validated address of a provider.</summary>
internal sealed class ProviderEndpoint
{
    private static readonly string[] AzureHosts = [".azure.com", ".azure-api.net"];

    private ProviderEndpoint(Uri address, string query)
    {
        Address = address;
        Query = query;
    }

    /// <summary>The base address without its query.</summary>
    public Uri Address { get; }

    /// <summary>The query added to each request, such as Azure's <c>api-version</c>, without the question mark; may be empty.</summary>
    public string Query { get; }

    /// <summary>Whether the address is on this machine, where a server may need no key.</summary>
    public bool IsLoopback => Address.IsLoopback;

    /// <summary>Whether the address is Azure's, which takes the key in a header of its own.</summary>
    public bool IsAzure => AzureHosts.Any(host => Address.IdnHost.EndsWith(host, StringComparison.OrdinalIgnoreCase));

    /// <summary>Parses an address; no message repeats the text, which may hold a password.</summary>
    /// <exception cref="UsageException">The text is not an address, or a key would be sent over it unencrypted.</exception>
    public static ProviderEndpoint Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            || address.Host.Length == 0)
        {
            throw new UsageException("--endpoint takes an absolute http or https address, such as http://127.0.0.1:8000/v1");
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            throw new UsageException("--endpoint takes an address without a user, password or fragment: a key comes from the environment alone");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !IsPrivate(address))
        {
            throw new UsageException(
                "--endpoint must be https beyond this machine and private networks: over http the key and the questions could be read on the way");
        }

        return new ProviderEndpoint(new UriBuilder(address) { Query = "" }.Uri, address.Query.TrimStart('?'));
    }

    /// <summary>Loopback, a name without a dot, a name of a local network, or an address of the private ranges.</summary>
    private static bool IsPrivate(Uri address)
    {
        if (address.IsLoopback)
        {
            return true;
        }

        if (!IPAddress.TryParse(address.IdnHost, out IPAddress? number))
        {
            string host = address.IdnHost;
            return !host.Contains('.', StringComparison.Ordinal)
                || host.EndsWith(".local", StringComparison.OrdinalIgnoreCase)
                || host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase);
        }

        if (number.IsIPv4MappedToIPv6)
        {
            number = number.MapToIPv4();
        }

        byte[] parts = number.GetAddressBytes();
        return number.AddressFamily == AddressFamily.InterNetworkV6
            ? number.IsIPv6UniqueLocal || number.IsIPv6LinkLocal
            : parts is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [169, 254, ..];
    }
}
