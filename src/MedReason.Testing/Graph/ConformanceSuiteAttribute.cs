namespace MedReason.Testing;

/// <summary>Says which provider a conformance suite tests; see <see cref="ConformanceCoverage"/>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ConformanceSuiteAttribute : Attribute
{
    /// <summary>Names the provider.</summary>
    /// <param name="graphType">A type that implements <see cref="IKnowledgeGraph"/>.</param>
    public ConformanceSuiteAttribute(Type graphType)
    {
        ArgumentNullException.ThrowIfNull(graphType);
        GraphType = graphType;
    }

    /// <summary>The provider's type.</summary>
    public Type GraphType { get; }
}
