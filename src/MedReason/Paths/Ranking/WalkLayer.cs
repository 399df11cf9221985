namespace MedReason.Paths;

/// <summary>Weight on some nodes.</summary>
/// <param name="Nodes">The nodes, ascending.</param>
/// <param name="Weights">Their weights.</param>
internal sealed record WalkLayer(int[] Nodes, double[] Weights);
