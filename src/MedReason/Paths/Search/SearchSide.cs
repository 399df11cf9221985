namespace MedReason.Paths;

/// <summary>One side of a pair as far as paths use it: a neighborhood up to a level.</summary>
/// <param name="labels">The neighborhood.</param>
/// <param name="radius">The level.</param>
internal readonly struct SearchSide(Neighborhood labels, int radius)
{
    /// <summary>Gets the neighborhood.</summary>
    public Neighborhood Labels { get; } = labels;

    /// <summary>Gets the furthest level in use.</summary>
    public int Radius { get; } = radius;

    /// <summary>Gets the position in the order of labels where the furthest level starts.</summary>
    public int Start { get; } = labels.StartOf(radius);

    /// <summary>Gets the position in the order of labels where the furthest level ends.</summary>
    public int End { get; } = labels.EndOf(radius);

    /// <summary>Returns whether a node is labelled within the radius.</summary>
    public bool Contains(int node)
    {
        int at = Labels.IndexOf(node);
        return at >= 0 && at < End;
    }

    /// <summary>Returns whether a position in the order of labels is on the furthest level.</summary>
    public bool IsOnEdge(int at) => at >= Start && at < End;
}
