namespace MedReason.DependencyInjection;

/// <summary>
/// Options without a value: validating them at start makes a pipeline of what is registered, so that what is missing or cannot be created is reported then and
/// not with the first question.
/// </summary>
internal sealed class PipelineStart;
