namespace MedReason.Datasets;

/// <summary>Which answer a row carries.</summary>
public enum AnswerForm
{
    /// <summary>The text of the answer.</summary>
    Text = 0,

    /// <summary>What the published code wrote for the source; see <see cref="PublishedAnswer"/>.</summary>
    Published = 1,
}
