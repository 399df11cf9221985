namespace MedReason.Verification;

/// <summary>A line of names joined by arrows.</summary>
/// <param name="Line">The line.</param>
/// <param name="Start">Where the line begins in the text that was read.</param>
/// <param name="Names">The names, at least two.</param>
/// <param name="IsListed">Whether it stands under a heading that announces paths, so that it claims to be one of the graph.</param>
internal sealed record ForeignPath(string Line, int Start, IReadOnlyList<string> Names, bool IsListed);
