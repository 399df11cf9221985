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
                if (ToSpan(text, at, at + publication.Length) is { } span)
                {
                    found.Add(span);
                }
            }
        }

        return found;
    }

    /// <summary>Returns the words that a part of a text touches; null when it touches none.</summary>
    public static ProseSpan? ToSpan(ProseText text, int start, int stop)
    {
        int first = 0;
        while (first < text.Words.Count && text.Words[first].End <= start)
        {
            first++;
        }

        int end = first;
        while (end < text.Words.Count && text.Words[end].Start < stop)
        {
            end++;
        }

        return first == end ? null : new ProseSpan(first, end - 1);
    }
}
