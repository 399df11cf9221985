namespace MedReason.Paths;

/// <summary>A path that fits a line of the table of arguments. Immutable.</summary>
/// <param name="Line">The line.</param>
/// <param name="Path">The path, with the relations that make it an argument only.</param>
internal sealed record FoundArgument(ArgumentLine Line, KgPath Path)
{
    public NodeId Start => Path.Nodes[0].Id;

    public NodeId End => Path.Nodes[^1].Id;
}
