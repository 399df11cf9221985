namespace MedReason.Testing;

/// <summary>Specifies the provider that a conformance suite tests; see <see cref="ConformanceCoverage"/>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ConformanceSuiteAttribute : Attribute
{
    /// <summary>Initializes the attribute with the type of the provider.</summary>
    /// <param name="graphType">A type that implements <see cref="IKnowledgeGraph"/>.</param>
    public ConformanceSuiteAttribute(Type graphType)
    {
        ArgumentNullException.ThrowIfNull(graphType);
        GraphType = graphType;
    }

    /// <summary>Gets the type of the provider.</summary>
    public Type GraphType { get; }
}
