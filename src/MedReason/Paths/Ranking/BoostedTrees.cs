namespace MedReason.Paths;

/// <summary>A sum of small decision trees over numbered features. Immutable.</summary>
/// <param name="Trees">The trees; each is a list of nodes whose first is the root.</param>
internal sealed record BoostedTrees(IReadOnlyList<IReadOnlyList<TreeNode>> Trees)
{
    /// <summary>Gets the sum without trees: always 0.</summary>
    public static BoostedTrees Empty { get; } = new([]);

    /// <summary>Returns the sum of the leaves that a row reaches.</summary>
    /// <param name="row">The features.</param>
    /// <returns>The sum.</returns>
    public double Score(double[] row)
    {
        double sum = 0;
        foreach (IReadOnlyList<TreeNode> tree in Trees)
        {
            TreeNode node = tree[0];
            while (node.Feature >= 0)
            {
                node = tree[row[node.Feature] <= node.Value ? node.Low : node.High];
            }

            sum += node.Value;
        }

        return sum;
    }
}
