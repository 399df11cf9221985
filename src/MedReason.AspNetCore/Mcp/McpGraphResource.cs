using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MedReason.AspNetCore.Mcp;

/// <summary>A part of the graph as a resource: what a tool returns for the id in the address.</summary>
internal sealed class McpGraphResource : McpServerResource
{
    private const string Parameter = "{id}";
    private const string MimeType = "application/json";

    private readonly AIFunction _function;
    private readonly string? _argument;
    private readonly string _before;
    private readonly string _after;

    /// <summary>Creates a resource.</summary>
    /// <param name="function">The tool whose result is the content.</param>
    /// <param name="argument">The tool's argument that the id is; null when the address holds none.</param>
    /// <param name="template">The address, with <c>{id}</c> where the id stands.</param>
    /// <param name="name">The name.</param>
    /// <param name="description">What it is.</param>
    public McpGraphResource(AIFunction function, string? argument, string template, string name, string description)
    {
        _function = function;
        _argument = argument;
        int at = argument is null ? template.Length : template.IndexOf(Parameter, StringComparison.Ordinal);
        _before = template[..at];
        _after = argument is null ? string.Empty : template[(at + Parameter.Length)..];
        ProtocolResourceTemplate = new ResourceTemplate { UriTemplate = template, Name = name, Description = description, MimeType = MimeType };
    }

    /// <inheritdoc />
    public override ResourceTemplate ProtocolResourceTemplate { get; }

    /// <inheritdoc />
    public override IReadOnlyList<object> Metadata => [];

    /// <inheritdoc />
    public override bool IsMatch(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return FindId(uri) is not null;
    }

    /// <inheritdoc />
    public override async ValueTask<ReadResourceResult> ReadAsync(
        RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        string uri = request.Params?.Uri ?? string.Empty;
        string id = FindId(uri) ?? throw new McpProtocolException("No resource has this address.", McpErrorCode.InvalidParams);
        var arguments = new AIFunctionArguments();
        if (_argument is not null)
        {
            arguments[_argument] = id;
        }

        (JsonElement result, string? refusal) = await McpCall.InvokeAsync(_function, arguments, cancellationToken).ConfigureAwait(false);
        return refusal is not null
            ? throw new McpProtocolException(refusal, McpErrorCode.InvalidParams)
            : new ReadResourceResult { Contents = [new TextResourceContents { Uri = uri, MimeType = MimeType, Text = result.GetRawText() }] };
    }

    // An id holds no slash of its own in an address: it is written as %2F there.
    private string? FindId(string uri)
    {
        if (_argument is null)
        {
            return string.Equals(uri, _before, StringComparison.Ordinal) ? string.Empty : null;
        }

        if (uri.Length <= _before.Length + _after.Length
            || !uri.StartsWith(_before, StringComparison.Ordinal)
            || !uri.EndsWith(_after, StringComparison.Ordinal))
        {
            return null;
        }

        string id = uri[_before.Length..^_after.Length];
        return id.Contains('/', StringComparison.Ordinal) ? null : Uri.UnescapeDataString(id);
    }
}
