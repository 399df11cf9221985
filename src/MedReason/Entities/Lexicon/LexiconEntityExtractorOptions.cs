using MedReason.Entities;

namespace MedReason;

/// <summary>How <see cref="LexiconEntityExtractor"/> reads a text.</summary>
public sealed class LexiconEntityExtractorOptions
{
    /// <summary>
    /// Whether mentions of more general nodes inside a longer mention are returned too ("carcinoma" in "basal cell carcinoma"). Default: false, the
    /// longest mention alone.
    /// </summary>
    public bool IncludeNested { get; init; }

    /// <summary>
    /// Gets the relations between a node and a more general one; they show which nodes are too general to be a finding. A relation is read in the direction of
    /// its meaning (<see cref="RelationInfo.IsMeaningReversed"/>).
    /// </summary>
    /// <value>The default is null: all affirmed, directed relations that mean <see cref="RelationMeaning.IsA"/>.</value>
    /// <remarks>A relation that the graph does not have is ignored.</remarks>
    public IReadOnlyList<RelationType>? HierarchyRelations { get; init; }

    /// <summary>
    /// Gets whether the values of a question and its context are read into findings, such as a potassium of 2.9 mmol/L into hypokalemia; each such mention has
    /// its value and range in <see cref="EntityMention.Derived"/>.
    /// </summary>
    /// <value>The default is false.</value>
    /// <remarks>
    /// The ranges are those of adults, and only values outside of every common range are read. Nothing is read of a text that speaks of a child, of a value
    /// of urine or another fluid, nor of a value whose unit is missing and stays open. Only English texts are read.
    /// </remarks>
    public bool DeriveFindings { get; init; }

    /// <summary>Gets the language of the texts and of the names of the graph.</summary>
    /// <value>The default is <see cref="LanguageProfile.English"/>.</value>
    public LanguageProfile Language { get; init; } = LanguageProfile.English;

    /// <summary>The rules in use; all, but for measurements of what each is worth.</summary>
    internal LexiconRules Rules { get; init; } = LexiconRules.All;
}
