namespace MedReason.Kg.Kgx;

/// <summary>A kind of Hetionet's nodes: its name there, the type of its nodes, and the vocabulary that gives the ids their prefix.</summary>
internal sealed record HetionetKind(string Name, string Type, string Source);
