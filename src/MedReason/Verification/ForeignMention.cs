namespace MedReason.Verification;

/// <summary>A place in free text that names something.</summary>
/// <param name="Span">The words.</param>
/// <param name="Nodes">The nodes that bear the name; empty when none bears it as it stands.</param>
internal sealed record ForeignMention(ProseSpan Span, IReadOnlyList<NodeId> Nodes)
{
    /// <summary>Gets whether some node bears the name.</summary>
    public bool IsLinked => Nodes.Count > 0;

    /// <summary>Returns whether both may name the same node.</summary>
    public bool IsSameAs(ForeignMention other) => Nodes.Any(other.Nodes.Contains);
}
