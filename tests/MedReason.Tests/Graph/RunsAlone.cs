namespace MedReason.Tests.Graph;

/// <summary>Tests that measure what the whole process allocates, and so run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsAlone
{
    public const string Name = "runs alone";
}
