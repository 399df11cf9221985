using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>How a model writes its replies, as a command line says it. Immutable.</summary>
internal sealed record ReplyOptions
{
    /// <summary>The value of an option that sends nothing.</summary>
    public const string Nothing = "none";

    /// <summary>The temperature; null for the caller's.</summary>
    public double? Temperature { get; init; }

    /// <summary>Whether a temperature is sent at all; models that refuse one refuse a share of the tokens (top-p) as well.</summary>
    public bool SendsTemperature { get; init; } = true;

    /// <summary>The maximum number of tokens of a reply; null for the caller's.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>How much the model reasons; null for the model's own.</summary>
    public ReasoningEffort? ReasoningEffort { get; init; }

    /// <summary>The texts before which a reply ends; null for the caller's, empty for none.</summary>
    public IReadOnlyList<string>? StopSequences { get; init; }

    private bool IsEmpty => this is { Temperature: null, SendsTemperature: true, MaxOutputTokens: null, ReasoningEffort: null, StopSequences: null };

    /// <summary>Gets what identifies a run of these options.</summary>
    public IEnumerable<KeyValuePair<string, string?>> ToConfiguration() =>
    [
        new("max_output_tokens", RunConfiguration.Format(MaxOutputTokens)),
        new("reasoning_effort", RunConfiguration.Format(ReasoningEffort)),
        new("stop", RunConfiguration.FormatTexts(StopSequences)),
        new("temperature", SendsTemperature ? RunConfiguration.Format(Temperature) : Nothing),
    ];

    /// <summary>Makes a client whose calls have these options; it needs no end of its own.</summary>
    public IChatClient Apply(IChatClient client) => IsEmpty ? client : new ReplyOptionsChatClient(client, this);

    /// <summary>Puts these options over those of a call.</summary>
    public ChatOptions Over(ChatOptions? asked)
    {
        ChatOptions options = asked?.Clone() ?? new ChatOptions();
        options.Temperature = SendsTemperature ? (float?)Temperature ?? options.Temperature : null;
        options.TopP = SendsTemperature ? options.TopP : null;
        options.MaxOutputTokens = MaxOutputTokens ?? options.MaxOutputTokens;
        options.Reasoning = ReasoningEffort is { } effort ? new ReasoningOptions { Effort = effort } : options.Reasoning;
        options.StopSequences = StopSequences is { } stops ? (stops.Count > 0 ? [.. stops] : null) : options.StopSequences;
        return options;
    }
}
