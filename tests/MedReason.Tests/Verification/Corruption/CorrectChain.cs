namespace MedReason.Tests;

/// <summary>A chain that is right by the way it was made, with what a corruption needs to break it.</summary>
internal sealed record CorrectChain
{
    public required string Source { get; init; }

    public required ChainStyle Style { get; init; }

    public required VerificationRequest Request { get; init; }

    public required IReadOnlyList<StatedHop> Hops { get; init; }

    public required IKnowledgeGraph Graph { get; init; }

    /// <summary>Whether a hop's words are among those that neither phrases nor general words hold.</summary>
    public bool IsReworded => Style == ChainStyle.Reworded;

    /// <summary>The same with another step text, in steps and text alike.</summary>
    public VerificationRequest WithStep(int index, Func<ChainStep, ChainStep> change)
    {
        ReasoningChain chain = Request.Chain;
        ChainStep changed = change(chain.Steps[index]);
        return Request with
        {
            Chain = chain with
            {
                Steps = [.. chain.Steps.Select((step, i) => i == index ? changed : step)],
                Text = ReplaceFirst(chain.Text, chain.Steps[index].Text, changed.Text),
            },
        };
    }

    public static string ReplaceFirst(string text, string old, string replacement)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? throw new InvalidOperationException($"'{old}' is not in '{text}'.") : text[..at] + replacement + text[(at + old.Length)..];
    }
}
