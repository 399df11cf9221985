namespace MedReason.Entities;

/// <summary>The order in which extractors return mentions.</summary>
internal static class MentionOrder
{
    /// <summary>By role, then option as the question lists them, then start, then longest first.</summary>
    public static IReadOnlyList<EntityMention> Sort(MedicalQuestion question, IEnumerable<EntityMention> mentions)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < question.Options.Count; i++)
        {
            places.TryAdd(question.Options[i].Label, i);
        }

        return
        [
            .. mentions.OrderBy(mention => mention.Role)
                .ThenBy(mention => mention.OptionLabel is null ? -1 : places.GetValueOrDefault(mention.OptionLabel, int.MaxValue))
                .ThenBy(mention => mention.Start)
                .ThenByDescending(mention => mention.End),
        ];
    }
}
