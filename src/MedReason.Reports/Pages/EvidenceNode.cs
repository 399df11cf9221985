namespace MedReason.Reports;

/// <summary>A node of a drawing. Immutable but for its place.</summary>
internal sealed class EvidenceNode
{
    public required KgNode Node { get; init; }

    /// <summary>The name in lines.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>The evidence's paths that hold it, ascending.</summary>
    public required IReadOnlyList<int> Paths { get; init; }

    public required double Height { get; init; }

    /// <summary>The column, from the question's side on.</summary>
    public int Layer { get; set; }

    /// <summary>The left end.</summary>
    public double X { get; set; }

    /// <summary>The middle.</summary>
    public double Y { get; set; }
}
