using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>The options that say how a model writes its replies, shared by <c>generate</c>, <c>explain</c> and <c>eval run</c>.</summary>
internal sealed class ReplyVerbOptions
{
    private const int MostTokens = 1_000_000;

    private readonly Option<string?> _temperature;
    private readonly Option<int?> _maxOutputTokens;

    private readonly Option<string?> _effort = new("--reasoning-effort")
    {
        Description = "How much a reasoning model reasons before it answers. By default the model's own.",
    };

    private readonly Option<string[]> _stop = new("--stop")
    {
        Description = "A text before which a reply ends; may be given several times. none sends no such text.",
        HelpName = "TEXT|none",
    };

    /// <param name="temperature">Which temperature is sent without the option, in a sentence.</param>
    /// <param name="maxOutputTokens">Which limit is sent without the option, in a sentence.</param>
    /// <param name="stop">Which texts are sent without the option, in a sentence; null for none.</param>
    public ReplyVerbOptions(string temperature, string maxOutputTokens, string? stop = null)
    {
        _temperature = new Option<string?>("--temperature")
        {
            Description = $"The temperature of replies, 0 to 2; none sends none, for models that refuse one. {temperature}",
            HelpName = "T|none",
        };
        _maxOutputTokens = new Option<int?>("--max-output-tokens")
        {
            Description = $"The maximum number of tokens of a reply of the model, for every call. {maxOutputTokens}",
            HelpName = "N",
        };
        _stop.Description += stop is null ? string.Empty : $" {stop}";
        _effort.AcceptOnlyFromAmong([.. Efforts.Select(NameOf)]);
    }

    private static ReasoningEffort[] Efforts => [ReasoningEffort.Low, ReasoningEffort.Medium, ReasoningEffort.High];

    public void AddTo(Command command)
    {
        command.Options.Add(_temperature);
        command.Options.Add(_maxOutputTokens);
        command.Options.Add(_effort);
        command.Options.Add(_stop);
    }

    /// <summary>Reads the options of a command line.</summary>
    /// <exception cref="UsageException">A value is out of its range, or no model is asked.</exception>
    public ReplyOptions Read(ParseResult parsed, ChatProviderOptions provider)
    {
        string? temperature = parsed.GetValue(_temperature);
        string[]? stops = parsed.GetResult(_stop) is null ? null : parsed.GetValue(_stop);
        var options = new ReplyOptions
        {
            Temperature = ReadTemperature(temperature),
            SendsTemperature = temperature != ReplyOptions.Nothing && provider.Provider != ProviderNames.Anthropic,
            MaxOutputTokens = parsed.GetValue(_maxOutputTokens) is null or (> 0 and <= MostTokens)
                ? parsed.GetValue(_maxOutputTokens)
                : throw new UsageException($"--max-output-tokens takes 1 to {MostTokens}"),
            ReasoningEffort = parsed.GetValue(_effort) is { } effort ? Array.Find(Efforts, one => NameOf(one) == effort) : null,
            StopSequences = ReadStops(stops),
        };
        if (options.Temperature is not null && !options.SendsTemperature)
        {
            // Anthropic's library leaves the temperature out of every request; a run must not claim that it was sent.
            throw new UsageException("--temperature is not for --provider anthropic, whose library sends none");
        }

        Option? given = ((Option[])[_temperature, _maxOutputTokens, _effort, _stop]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        return given is null || provider.Provider != ProviderNames.Offline
            ? options
            : throw new UsageException($"{given.Name} needs --provider openai or anthropic, and --model");
    }

    private static string NameOf(ReasoningEffort effort) => effort.ToString().ToLowerInvariant();

    private static double? ReadTemperature(string? text) => text is null or ReplyOptions.Nothing ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 2 ? value
        : throw new UsageException("--temperature takes 0 to 2, or none");

    private static string[]? ReadStops(string[]? stops) => stops switch
    {
        null => null,
        [ReplyOptions.Nothing] => [],
        _ when stops.Any(string.IsNullOrWhiteSpace) => throw new UsageException("--stop takes a text that is not empty or white space"),
        _ when stops.Contains(ReplyOptions.Nothing) => throw new UsageException("--stop none stands alone"),
        _ => stops,
    };
}
