using Microsoft.Extensions.Options;

namespace WebExplorer;

/// <summary>Checks the options at start.</summary>
[OptionsValidator]
internal sealed partial class ExplorerOptionsValidator : IValidateOptions<ExplorerOptions>;
