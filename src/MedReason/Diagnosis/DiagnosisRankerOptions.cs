namespace MedReason;

/// <summary>The options of a <see cref="DiagnosisRanker"/>.</summary>
public sealed class DiagnosisRankerOptions
{
    /// <summary>
    /// Gets or sets the prefixes of the disease ids that are ranked, such as <c>OMIM</c>; empty for all. An excluded disease still lends its annotations to
    /// the one that it is equivalent to.
    /// </summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<string> DiseasePrefixes { get; set; } = [];

    /// <summary>
    /// Gets or sets a value indicating whether diseases of different vocabularies that have the same name are ranked as one, with the annotations of both.
    /// It is named by the vocabulary with the most diseases. The order of the words and the way in which a number is written do not matter ("Myopathy, distal,
    /// type II" and "Distal myopathy 2"); of a vocabulary with two such names none is merged.
    /// </summary>
    /// <value>The default is true.</value>
    public bool MergesEqualNames { get; set; } = true;

    /// <summary>
    /// Gets or sets a value indicating whether the findings that the name of a disease states ("Deafness, autosomal recessive 12") count as annotated;
    /// <see cref="FindingMatch.IsStatedByName"/> marks them.
    /// </summary>
    /// <value>The default is true.</value>
    public bool ReadsNames { get; set; } = true;
}
