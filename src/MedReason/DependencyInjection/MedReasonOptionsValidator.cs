using Microsoft.Extensions.Options;

namespace MedReason.DependencyInjection;

/// <summary>Checks what <see cref="MedReasonOptions"/> declares.</summary>
[OptionsValidator]
internal sealed partial class MedReasonOptionsValidator : IValidateOptions<MedReasonOptions>;
