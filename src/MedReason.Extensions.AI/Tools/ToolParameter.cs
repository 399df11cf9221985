namespace MedReason.Extensions.AI.Tools;

/// <summary>A parameter of a tool. Immutable.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What it is, in a few words; empty when its name says it.</param>
/// <param name="IsRequired">Whether a call needs it.</param>
/// <param name="Kind">Its JSON type.</param>
internal sealed record ToolParameter(string Name, string Description, bool IsRequired = false, ToolParameterKind Kind = ToolParameterKind.Text);
