using Microsoft.Extensions.Options;

namespace MedReason.Kg.Primekg;

/// <summary>Checks <see cref="PrimeKgOptions"/> when the host starts.</summary>
[OptionsValidator]
internal sealed partial class PrimeKgOptionsValidator : IValidateOptions<PrimeKgOptions>;
