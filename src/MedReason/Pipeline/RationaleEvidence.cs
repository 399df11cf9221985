using MedReason.Questions;

namespace MedReason.Pipeline;

/// <summary>Marks evidence that rests on what only the rationale names.</summary>
internal static class RationaleEvidence
{
    /// <summary>Marks the paths that lead over an entity that only the rationale names.</summary>
    public static EvidenceSet Mark(EvidenceSet evidence, QuestionProgress progress)
    {
        QuestionEntities entities = progress.Entities!;
        HashSet<NodeId> alone = [.. entities.Rationale];
        alone.ExceptWith(progress.Links.Where(static link => link is { Node: not null, Mention.Role: not MentionRole.Rationale })
            .Select(static link => link.Node!.Id));
        return alone.Count == 0 ? evidence : evidence with
        {
            Paths =
            [
                .. evidence.Paths.Select(path => path.Path.Nodes.Any(node => alone.Contains(node.Id))
                    ? path with { IsFromRationale = true }
                    : path),
            ],
        };
    }
}
