namespace MedReason.Kg.Obo;

/// <summary>What an ontology file says of itself. Immutable. The empty string stands for what it does not say.</summary>
public sealed class OboHeader
{
    /// <summary>The version of the format, such as <c>1.2</c>.</summary>
    public required string FormatVersion { get; init; }

    /// <summary>The version of the data, such as <c>releases/2016-04-01</c>.</summary>
    public required string DataVersion { get; init; }

    /// <summary>The ontology's short name, such as <c>hp</c>.</summary>
    public required string Ontology { get; init; }

    /// <summary>The namespace of terms that name none.</summary>
    public required string DefaultNamespace { get; init; }

    /// <summary>Gets the imported files, in file order; they are not read, so edges to their terms lead nowhere.</summary>
    public required IReadOnlyList<string> Imports { get; init; }
}
