using MedReason.Paths;

namespace MedReason.Pipeline;

/// <summary>Determines from which entities of a question no argument may start.</summary>
internal static class ArgumentStarts
{
    private static readonly ArgumentStep[] ActingSteps =
    [
        new(RelationMeaning.Causes, true), new(RelationMeaning.Targets, true), new(RelationMeaning.Treats, true), new(RelationMeaning.Regulates, true),
    ];

    /// <summary>Finds what starts no argument.</summary>
    /// <param name="progress">The question with its links and its intent.</param>
    /// <param name="lines">The kinds of arguments of the intent.</param>
    /// <param name="counts">Determines what an argument can start from.</param>
    /// <returns>
    /// What is denied; what the patient only had before, where something is to be done or to be blamed; the category in "which of the following heart
    /// diseases"; where "this medication" is asked about, all that is not it; where the asking clause itself names what is to be treated or what acts,
    /// all that it does not name; and everything where the cause of laboratory values is asked.
    /// </returns>
    public static HashSet<NodeId> FindExcluded(QuestionProgress progress, IReadOnlyList<ArgumentLine> lines, MeaningCounts counts)
    {
        IntentReading intent = progress.Intent!;
        EntityLink[] stated = [.. progress.Links.Where(static link =>
            link is { Node: not null, Mention.Role: MentionRole.Question or MentionRole.Context })];
        string text = progress.View!.ForArguing.Text;
        (Range ask, Range cue) = Locate(text, intent.Cue);
        HashSet<NodeId> excluded = [.. progress.Entities!.Denied];
        excluded.UnionWith(NodesWhereAll(stated, link => IsWithin(link.Mention, cue)));
        if (intent.Intent is QuestionIntent.Treatment or QuestionIntent.Prevention or QuestionIntent.Cause or QuestionIntent.AdverseEffect)
        {
            excluded.UnionWith(NodesWhereAll(stated, static link => link.Mention.Assertion == Assertion.Historical));
        }

        if (intent.Intent is QuestionIntent.AdverseEffect or QuestionIntent.Finding or QuestionIntent.Mechanism
            && QuestionWording.MentionedDrugWords().IsMatch(text[ask]))
        {
            // "This medication" is one that the asking clause or the sentence before it names; where neither does, the text does not name it.
            string before = QuestionWording.LastSentence(text[..ask.Start.Value]);
            int from = text.LastIndexOf(before, ask.Start.Value, StringComparison.Ordinal);
            Range named = Math.Max(0, from)..ask.End.Value;
            bool Acts(NodeId node) => Array.Exists(ActingSteps, step => counts.CountEnds(node, step) > 0);
            excluded.UnionWith(NodesWhereAll(stated, link => !IsWithin(link.Mention, named) || !Acts(link.Node!.Id)));
        }

        bool asksOfValues = intent.Intent == QuestionIntent.Cause && QuestionWording.LaboratoryWords().IsMatch(text[ask]);
        if (asksOfValues
            || intent.Intent is QuestionIntent.Treatment or QuestionIntent.Prevention or QuestionIntent.AdverseEffect or QuestionIntent.Mechanism)
        {
            ArgumentStep[] steps =
            [
                .. lines.SelectMany(static line => line.Steps.Where(static step => step.Meaning != RelationMeaning.IsA).Take(1)).Distinct(),
            ];
            HashSet<NodeId> asked =
            [
                .. stated.Where(link => IsWithin(link.Mention, ask) && !excluded.Contains(link.Node!.Id)).Select(static link => link.Node!.Id)
                    .Where(node => Array.Exists(steps, step => counts.CountEnds(node, step) > 0)),
            ];
            if (asked.Count > 0 || asksOfValues)
            {
                excluded.UnionWith(stated.Select(static link => link.Node!.Id).Where(node => !asked.Contains(node)));
            }
        }

        return excluded;
    }

    /// <summary>Finds what the asking clause names.</summary>
    public static HashSet<NodeId> FindAsked(QuestionProgress progress)
    {
        (Range ask, _) = Locate(progress.View!.ForArguing.Text, progress.Intent!.Cue);
        return [.. progress.Links.Where(link => link.Node is not null && IsWithin(link.Mention, ask)).Select(static link => link.Node!.Id)];
    }

    private static IEnumerable<NodeId> NodesWhereAll(EntityLink[] links, Func<EntityLink, bool> isMeant) =>
        links.GroupBy(static link => link.Node!.Id).Where(group => group.All(isMeant)).Select(static group => group.Key);

    private static bool IsWithin(EntityMention mention, Range range) =>
        mention.Role == MentionRole.Question && mention.Start >= range.Start.Value && mention.End <= range.End.Value;

    /// <summary>Finds the asking clause, and in it the words of the cue where they ask "which of the following ...".</summary>
    private static (Range Ask, Range Cue) Locate(string text, string? cue)
    {
        int start = cue is null ? -1 : text.LastIndexOf(cue, StringComparison.Ordinal);
        int end = start < 0 ? text.TrimEnd().Length : start + cue!.Length;
        string ask = RuleIntentReader.FromQuestionWord(QuestionWording.LastSentence(text[..end]));
        int mark = text.IndexOf('?', end);
        bool asksWhich = start >= 0 && text.AsSpan(start).StartsWith("which", StringComparison.OrdinalIgnoreCase);
        return ((end - ask.Length)..(mark < 0 ? text.Length : mark), asksWhich ? start..end : default);
    }
}
