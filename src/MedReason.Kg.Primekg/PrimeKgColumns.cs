namespace MedReason.Kg.Primekg;

/// <summary>PrimeKG's columns, by position.</summary>
internal static class PrimeKgColumns
{
    public const int Relation = 0;
    public const int DisplayRelation = 1;
    public const int XIndex = 2;
    public const int YIndex = 7;
    public const int Count = 12;

    /// <summary>Positions within one end's five columns.</summary>
    public const int Id = 1;
    public const int Type = 2;
    public const int Name = 3;
    public const int Source = 4;

    public static readonly string[] Names =
    [
        "relation", "display_relation", "x_index", "x_id", "x_type", "x_name", "x_source", "y_index", "y_id", "y_type", "y_name", "y_source",
    ];
}
