namespace MedReason.Guide.Tests;

#region stages-extractor
public sealed class WardAbbreviations(IEntityExtractor inner) : IEntityExtractor
{
    private static readonly Dictionary<string, NodeId> Known = new() { ["HPN"] = new NodeId("STARTER:disease-hypertension") };

    public async Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<EntityMention> found = await inner.ExtractAsync(graph, question, cancellationToken);
        IEnumerable<EntityMention> added = Known.Select(known => (Text: known.Key, Node: known.Value, Start: question.Text.IndexOf(known.Key, StringComparison.Ordinal)))
            .Where(one => one.Start >= 0)
            .Select(one => new EntityMention
            {
                Text = one.Text,
                Start = one.Start,
                End = one.Start + one.Text.Length,
                Role = MentionRole.Question,
                Candidates = [new MentionCandidate { NodeId = one.Node, Score = 1, Method = LinkMethods.Abbreviation }],
            });
        return [.. found, .. added];
    }
}
#endregion
