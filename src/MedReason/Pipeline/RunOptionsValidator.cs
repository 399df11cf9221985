using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>Checks the ranges that <see cref="RunOptions"/> declares.</summary>
[OptionsValidator]
internal sealed partial class RunOptionsValidator : IValidateOptions<RunOptions>;
