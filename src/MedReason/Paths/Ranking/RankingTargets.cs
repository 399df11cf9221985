using MedReason.Questions;

namespace MedReason.Paths;

/// <summary>The conclusions that the nodes of a question represent, read from its links. Immutable.</summary>
internal sealed class RankingTargets
{
    private readonly Dictionary<NodeId, SortedSet<string>> _conclusions = [];
    private readonly HashSet<NodeId> _denied;
    private readonly HashSet<NodeId> _hidden = [];

    private RankingTargets(IEnumerable<NodeId> denied) => _denied = [.. denied];

    /// <summary>Gets the labels of options of which at least one entity is in the graph.</summary>
    public HashSet<string> LinkedLabels { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the nodes that only the rationale names; empty where the answer is hidden.</summary>
    public HashSet<NodeId> Rationale { get; } = [];

    /// <summary>Reads the links of a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The targets.</returns>
    public static RankingTargets Read(RankingRequest request)
    {
        var targets = new RankingTargets(QuestionEntities.Read(request.Question, request.Links).Denied);
        bool isHidden = request.Mode == ReasoningMode.Answer || request.Visibility == AnswerVisibility.Hidden;
        string? answerLabel = request.Question.FindOption(request.Question.AnswerLabel)?.Label;
        var elsewhere = new HashSet<NodeId>();
        foreach (EntityLink link in request.Links)
        {
            if (link.Node is not { } node)
            {
                continue;
            }

            switch (link.Mention.Role)
            {
                case MentionRole.Option when request.Question.FindOption(link.Mention.OptionLabel) is { } option:
                    targets.Add(node.Id, option.Label);
                    targets.LinkedLabels.Add(option.Label);
                    elsewhere.Add(node.Id);
                    break;
                case MentionRole.Answer or MentionRole.Rationale when isHidden:
                    targets._hidden.Add(node.Id);
                    break;
                case MentionRole.Answer:
                    targets.Add(node.Id, answerLabel ?? string.Empty);
                    if (answerLabel is not null)
                    {
                        targets.LinkedLabels.Add(answerLabel);
                    }

                    break;
                case MentionRole.Rationale:
                    targets.Add(node.Id, string.Empty);
                    targets.Rationale.Add(node.Id);
                    break;
                default:
                    elsewhere.Add(node.Id);
                    break;
            }
        }

        targets._hidden.ExceptWith(elsewhere);
        targets.Rationale.ExceptWith(request.Links.Where(static link => link is { Node: not null, Mention.Role: not MentionRole.Rationale })
            .Select(static link => link.Node!.Id));
        return targets;
    }

    /// <summary>Returns the conclusions that a node represents.</summary>
    /// <param name="node">The end of a path.</param>
    /// <returns>Option labels in ordinal order; null for a conclusion without a label; empty when the node must not be seen.</returns>
    public IEnumerable<string?> GetConclusions(NodeId node)
    {
        if (_conclusions.TryGetValue(node, out SortedSet<string>? labels))
        {
            foreach (string label in labels)
            {
                // An answer that is one of the options is returned only with its label.
                if (label.Length > 0 || labels.Count == 1)
                {
                    yield return label.Length > 0 ? label : null;
                }
            }
        }
        else if (!_hidden.Contains(node))
        {
            yield return null;
        }
    }

    /// <summary>Returns whether the question denies a finding wherever it names it.</summary>
    /// <param name="node">The node.</param>
    /// <returns>True if it does.</returns>
    public bool IsDenied(NodeId node) => _denied.Contains(node);

    private void Add(NodeId node, string label)
    {
        if (!_conclusions.TryGetValue(node, out SortedSet<string>? labels))
        {
            _conclusions[node] = labels = new SortedSet<string>(StringComparer.Ordinal);
        }

        labels.Add(label);
    }
}
