using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>Checks the options of the default stages by the stages' own rules.</summary>
internal sealed class StageOptionsValidator : IValidateOptions<MedReasonOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, MedReasonOptions options)
    {
        List<string> failures = [];
        Check(nameof(options.Extractor), () => _ = new LexiconEntityExtractor(options.Extractor), failures);
        Check(nameof(options.Linker), () => _ = new EntityLinker(options.Linker), failures);
        Check(nameof(options.Finder), () => _ = new ShortestPathFinder(options.Finder), failures);
        Check(nameof(options.Ranker), () => _ = new EvidencePathRanker(options.Ranker), failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Check(string property, Action make, List<string> failures)
    {
        try
        {
            make();
        }
        catch (ArgumentException exception)
        {
            failures.Add($"{property}: {exception.Message}");
        }
    }
}
