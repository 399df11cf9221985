namespace MedReason.Datasets;

/// <summary>Why an accepted row is not exported. Stable codes.</summary>
public static class ExportOmissions
{
    /// <summary>There is no answer to learn.</summary>
    public const string NoAnswer = "no_answer";

    /// <summary>There is no reasoning to learn.</summary>
    public const string NoReasoning = "no_reasoning";

    /// <summary>The grade of its evidence is too low, or not known.</summary>
    public const string BelowGrade = "below_grade";

    /// <summary>It overlaps a benchmark.</summary>
    public const string Contaminated = "contaminated";

    /// <summary>An earlier row is nearly the same.</summary>
    public const string NearDuplicate = "near_duplicate";

    /// <summary>The source gives no reasoning of its own, so that the arms could not be matched.</summary>
    public const string NoSourceReasoning = "no_source_reasoning";
}
