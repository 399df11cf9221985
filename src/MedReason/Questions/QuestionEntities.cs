namespace MedReason.Questions;

/// <summary>The entities that a question's links name, sorted by their role in the search. Immutable.</summary>
internal sealed class QuestionEntities
{
    /// <summary>Gets the nodes that may start a supporting path, in the order in which question and context name them.</summary>
    public required IReadOnlyList<NodeId> Present { get; init; }

    /// <summary>Gets the nodes that the question denies wherever it names them.</summary>
    public required IReadOnlyList<NodeId> Denied { get; init; }

    /// <summary>Gets the entities of the answer's own text.</summary>
    public required IReadOnlyList<NodeId> Answer { get; init; }

    /// <summary>Gets the entities of the rationale.</summary>
    public required IReadOnlyList<NodeId> Rationale { get; init; }

    /// <summary>Gets the entities of each option that has one, in the question's order.</summary>
    public required IReadOnlyList<ConclusionGroup> Options { get; init; }

    /// <summary>Gets the options that stand for other options.</summary>
    public IReadOnlyList<OptionCombination> Combinations => field ??= OptionCombination.Parse(AllOptions);

    private IReadOnlyList<AnswerOption> AllOptions { get; init; } = [];

    /// <summary>Sorts links.</summary>
    /// <param name="question">The question whose options are meant.</param>
    /// <param name="links">The links.</param>
    /// <param name="withTwins">Whether a link stands for every node that bears its name, not only for the one that was chosen.</param>
    /// <returns>The entities.</returns>
    public static QuestionEntities Read(MedicalQuestion question, IReadOnlyList<EntityLink> links, bool withTwins = false)
    {
        IEnumerable<NodeId> NodesOf(EntityLink link) => link.Node is not { } node ? [] : withTwins ? link.Twins.Prepend(node.Id) : [node.Id];
        IReadOnlyList<NodeId> Collect(Func<EntityLink, bool> isWanted) =>
            [.. links.Where(isWanted).OrderBy(static link => link.Mention.Start).SelectMany(NodesOf).Distinct()];

        List<NodeId> present = [];
        List<NodeId> possible = [];
        List<NodeId> denied = [];
        foreach (EntityLink link in links.OrderBy(link => link.Mention.Role).ThenBy(link => link.Mention.Start))
        {
            if (link.Mention.Role is MentionRole.Question or MentionRole.Context)
            {
                switch (link.Mention.Assertion)
                {
                    // A former condition is the patient's own too; a relative's condition, or one that may come, is not.
                    case Assertion.Present or Assertion.Historical:
                        present.AddRange(NodesOf(link));
                        break;
                    case Assertion.Possible:
                        possible.AddRange(NodesOf(link));
                        break;
                    case Assertion.Absent:
                        denied.AddRange(NodesOf(link));
                        break;
                    default:
                        break;
                }
            }
        }

        // A finding that the text leaves open is evidence of nothing, unless it is all that the question is about: "a man with suspected gout".
        present = present.Count > 0 ? present : possible;

        // What is stated once as present and once as absent is present: "no fever at first, then fever".
        return new QuestionEntities
        {
            AllOptions = question.Options,
            Present = [.. present.Distinct()],
            Denied = [.. denied.Distinct().Except(present)],
            Answer = Collect(link => link.Mention.Role == MentionRole.Answer),
            Rationale = Collect(link => link.Mention.Role == MentionRole.Rationale),
            Options =
            [
                .. question.Options
                    .Select(option => new ConclusionGroup(option.Label, Collect(link => IsOf(link, option))))
                    .Where(group => group.Nodes.Count > 0),
            ],
        };
    }

    /// <summary>Returns the nodes that stand for an option: its own, or those of the options that it stands for; empty for "none of the above".</summary>
    /// <param name="label">The option's label; null gives nothing.</param>
    /// <returns>The nodes, each once.</returns>
    public IReadOnlyList<NodeId> OfOption(string? label)
    {
        OptionCombination? combination = Combinations.FirstOrDefault(entry => string.Equals(entry.Label, label, StringComparison.Ordinal));
        if (combination is { Kind: OptionCombinationKind.None })
        {
            return [];
        }

        string[] labels = combination is not null ? [.. combination.Labels] : label is not null ? [label] : [];
        return [.. Options.Where(group => labels.Contains(group.Label, StringComparer.Ordinal)).SelectMany(group => group.Nodes).Distinct()];
    }

    private static bool IsOf(EntityLink link, AnswerOption option) =>
        link.Mention.Role == MentionRole.Option && string.Equals(link.Mention.OptionLabel, option.Label, StringComparison.Ordinal);
}
