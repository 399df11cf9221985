using Microsoft.Extensions.Options;

namespace MedReason.DependencyInjection;

/// <summary>Checks the options of the default stages by the stages' own rules.</summary>
internal sealed class StageOptionsValidator : IValidateOptions<MedReasonOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, MedReasonOptions options)
    {
        List<string> failures = [];
        Check(nameof(options.Extractor), options.Extractor, static stage => _ = new LexiconEntityExtractor(stage), failures);
        Check(nameof(options.Linker), options.Linker, static stage => _ = new EntityLinker(stage), failures);
        Check(nameof(options.Finder), options.Finder, static stage => _ = new ShortestPathFinder(stage), failures);
        Check(nameof(options.Ranker), options.Ranker, static stage => _ = new EvidencePathRanker(stage), failures);
        if (options.Chat is { MaxRetries: < 0 } chat)
        {
            failures.Add($"Chat.MaxRetries is {chat.MaxRetries}: 0 or more is expected.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Check<T>(string property, T? stage, Action<T> make, List<string> failures)
        where T : class
    {
        // The attributes report null.
        if (stage is null)
        {
            return;
        }

        try
        {
            make(stage);
        }
        catch (ArgumentOutOfRangeException exception) when (exception is { ParamName: { } parameter, ActualValue: not null })
        {
            failures.Add(FormattableString.Invariant($"{property}.{parameter} is {exception.ActualValue}: {FirstSentence(exception)}"));
        }
        catch (ArgumentException exception)
        {
            failures.Add($"{property}: {FirstSentence(exception)}");
        }
    }

    /// <summary>The message as it was written, without what the framework adds on parameter and value.</summary>
    private static string FirstSentence(ArgumentException exception)
    {
        int added = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return added < 0 ? exception.Message : exception.Message[..added];
    }
}
