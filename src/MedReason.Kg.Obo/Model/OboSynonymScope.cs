namespace MedReason.Kg.Obo;

/// <summary>How a synonym relates to the name of its term.</summary>
public enum OboSynonymScope
{
    /// <summary>It means the same.</summary>
    Exact = 0,

    /// <summary>It means less: a special case of the term.</summary>
    Narrow = 1,

    /// <summary>It means more: the term is a special case of it.</summary>
    Broad = 2,

    /// <summary>It is used for the term in some places; the format's default where a synonym states no scope.</summary>
    Related = 3,
}
