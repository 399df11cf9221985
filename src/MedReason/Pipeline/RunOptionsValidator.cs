using Microsoft.Extensions.Options;

namespace MedReason.Pipeline;

/// <summary>Checks the ranges that <see cref="RunOptions"/> declares.</summary>
[OptionsValidator]
internal sealed partial class RunOptionsValidator : IValidateOptions<RunOptions>;
