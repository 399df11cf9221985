namespace MedReason.Verification;

/// <summary>Finds where a text quotes the publications that evidence rests on, such as <c>PMID:8282784</c>: they are no names of what it speaks of.</summary>
internal static class PublicationQuotes
{
    /// <summary>Returns the words of each quote.</summary>
    /// <param name="text">The text.</param>
    /// <param name="evidence">The evidence.</param>
    public static IReadOnlyList<ProseSpan> Find(ProseText text, EvidenceSet evidence)
    {
        var found = new List<ProseSpan>();
        foreach (string publication in evidence.References.SelectMany(static edge => edge.Attributes)
            .SelectMany(static statement => statement.Publications).Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal))
        {
            for (int at = text.Text.IndexOf(publication, StringComparison.Ordinal); at >= 0;
                at = text.Text.IndexOf(publication, at + publication.Length, StringComparison.Ordinal))
            {
                if (text.FindSpan(at, at + publication.Length) is { } span)
                {
                    found.Add(span);
                }
            }
        }

        return found;
    }
}
