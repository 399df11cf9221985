namespace MedReason.DependencyInjection;

/// <summary>That a pipeline uses a profile.</summary>
/// <param name="Key">The pipeline's key; null for the one without.</param>
/// <param name="Method">The method that chose it.</param>
internal sealed record ProfileChoice(string? Key, string Method);
