namespace MedReason.Paths;

/// <summary>A node of a decision tree: a split, or a leaf.</summary>
/// <param name="Feature">The feature that decides; -1 at a leaf.</param>
/// <param name="Value">At a split the greatest value that leads to <paramref name="Low"/>, at a leaf what it adds.</param>
/// <param name="Low">The position of the node for values up to the threshold; greater than that of this node.</param>
/// <param name="High">The position of the node for greater values; greater than that of this node.</param>
internal readonly record struct TreeNode(int Feature, double Value, int Low, int High)
{
    /// <summary>Creates a leaf.</summary>
    public static TreeNode Leaf(double value) => new(-1, value, 0, 0);
}
