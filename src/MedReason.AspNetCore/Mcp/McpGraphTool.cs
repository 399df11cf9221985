using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MedReason.AspNetCore.Mcp;

/// <summary>A tool over the graph as a tool of the protocol: schemas, structured result, progress.</summary>
internal sealed class McpGraphTool : McpServerTool
{
    private readonly AIFunction _function;

    public McpGraphTool(AIFunction function)
    {
        _function = function;
        ProtocolTool = new Tool
        {
            Name = function.Name,
            Description = function.Description,
            InputSchema = function.JsonSchema,
            OutputSchema = function.ReturnJsonSchema,
            Annotations = new ToolAnnotations { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false },
        };
    }

    /// <inheritdoc />
    public override Tool ProtocolTool { get; }

    /// <inheritdoc />
    public override IReadOnlyList<object> Metadata => [];

    /// <inheritdoc />
    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var arguments = new AIFunctionArguments();
        foreach ((string name, JsonElement value) in request.Params?.Arguments ?? new Dictionary<string, JsonElement>())
        {
            arguments[name] = value;
        }

        StageProgress? progress = request.Params?.ProgressToken is { } token ? new StageProgress(request.Server, token) : null;
        if (progress is not null)
        {
            arguments.Context = new Dictionary<object, object?> { [typeof(IProgress<string>)] = progress };
        }

        (JsonElement result, string? refusal) = await McpCall.InvokeAsync(_function, arguments, cancellationToken).ConfigureAwait(false);
        await (progress?.Sent ?? Task.CompletedTask).ConfigureAwait(false);
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = refusal ?? result.GetRawText() }],
            StructuredContent = refusal is null ? result : null,
            IsError = refusal is not null,
        };
    }

    /// <summary>Reports the stages that begin, one after another; a run reports from one place at a time.</summary>
    private sealed class StageProgress(McpServer server, ProgressToken token) : IProgress<string>
    {
        private int _stages;

        /// <summary>Gets what ends when everything that was reported is sent.</summary>
        public Task Sent { get; private set; } = Task.CompletedTask;

        public void Report(string value) => Sent = SendAsync(Sent, new ProgressNotificationValue { Progress = ++_stages, Message = value });

        // A client that went away is noticed by its call, not by what was reported on the way.
        private async Task SendAsync(Task former, ProgressNotificationValue value)
        {
            await former.ConfigureAwait(false);
            await server.NotifyProgressAsync(token, value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
