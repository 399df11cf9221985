using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>Drafts lines of a relation table for relations that deny or warn by their names.</summary>
internal static class RelationSuggestion
{
    // A message that lists more is no longer read; the exception has all of them.
    private const int MaxListed = 20;

    private static readonly string[] Auxiliaries = ["do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "been", "be"];

    /// <summary>Returns a message in one line that lists the relations and a line for each.</summary>
    public static string ToMessage(IReadOnlyList<RelationType> relations)
    {
        ArgumentNullException.ThrowIfNull(relations);
        string names = string.Join(", ", relations.Take(MaxListed).Select(static relation => PlainText.Clean(relation.Value)));
        string more = relations.Count > MaxListed ? $" and {relations.Count - MaxListed} more" : string.Empty;
        string lines = string.Join(" | ", relations.Take(MaxListed).Select(static relation => PlainText.Clean(ToLine(relation))));
        return $"The names of these relations deny or warn, and nothing else describes them: {names}{more}. Expected a line for each in a relation table, "
            + $"such as: {lines}";
    }

    /// <summary>Returns the line of a relation table that describes a relation as its name suggests.</summary>
    public static string ToLine(RelationType relation)
    {
        RelationInfo draft = Draft(relation);
        string[] fields =
        [
            relation.Value, draft.ForwardPhrase, draft.ReversePhrase, draft.Polarity == Polarity.Absent ? "absent" : "contraindicated", draft.Meaning.Value,
            draft.IsSymmetric ? "true" : "false", relation.Family,
        ];
        return string.Join(',', fields.Select(Escape));
    }

    private static RelationInfo Draft(RelationType relation)
    {
        List<string> words = RelationWords.Split(relation.Value);
        RelationInfo named = RelationInfo.FromName(relation);
        if (named.Polarity != Polarity.Absent)
        {
            RelationInfo known = RelationVocabulary.BuiltIn.Find(new RelationType("contraindicated_in"))!;
            return known with { Relation = relation };
        }

        string[] rest = [.. words.Where((word, index) => !RelationWords.IsDenial(words, index) && !Auxiliaries.Contains(word))];
        RelationInfo? denied = rest.Length == 0 ? null : FindDenied(string.Join('_', rest)) ?? FindDenied(rest[0] + "s_" + string.Join('_', rest[1..]));
        return (denied ?? named) with
        {
            ForwardPhrase = string.Join(' ', words),
            ReversePhrase = denied is null ? string.Empty : Deny(denied.ReversePhrase),
            Polarity = Polarity.Absent,
        };
    }

    // The line has no column for a reversed meaning, so that only the others are suggested.
    private static RelationInfo? FindDenied(string name) =>
        RelationVocabulary.BuiltIn.Find(new RelationType(name)) is { Polarity: Polarity.Affirmed, IsMeaningReversed: false } known ? known : null;

    private static string Escape(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Deny(string phrase) => phrase.StartsWith("is ", StringComparison.Ordinal) ? "is not " + phrase[3..] : string.Empty;
}
