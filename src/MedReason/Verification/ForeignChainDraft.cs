using System.Collections.Frozen;
using MedReason.Graph;

namespace MedReason.Verification;

/// <summary>Makes a chain of what a text claims and the graph supports: a step for each line and sentence, with paths for what stands in the graph.</summary>
internal sealed class ForeignChainDraft(KnowledgeGraphMetadata metadata, EdgeLookup edges)
{
    private readonly FrozenDictionary<RelationType, RelationInfo> _relations = RelationTable.For(metadata);
    private readonly List<ChainStep> _steps = [];
    private readonly List<EvidencePath> _paths = [];

    /// <summary>Makes the chain.</summary>
    public ReasoningChain Make(
        MedicalQuestion question,
        string text,
        ForeignText foreign,
        IReadOnlyList<TextClaim> hops,
        IReadOnlyList<ForeignStatement> statements,
        IReadOnlyList<TextClaim> stated,
        AnswerOption? concluded)
    {
        for (int i = 0; i < foreign.Paths.Count; i++)
        {
            AddPath(foreign.Paths[i].Line, [.. hops.Where(claim => claim.Path == i)]);
        }

        foreach (IGrouping<int, (ForeignStatement Statement, TextClaim Claim)> sentence in
            statements.Zip(stated).GroupBy(pair => pair.First.Number, pair => (pair.First, pair.Second)))
        {
            AddSentence(sentence.First().Statement.Sentence, [.. sentence.Select(pair => pair.Claim).Where(claim => claim.Status == ClaimStatus.Supported)]);
        }

        return new ReasoningChain
        {
            Text = text,
            Steps = _steps,
            Evidence = new EvidenceSet { Paths = _paths },
            Answer = concluded?.Text ?? (question.Options.Count == 0 ? question.Answer : null),
            AnswerLabel = concluded?.Label,
        };
    }

    private void AddPath(string line, IReadOnlyList<TextClaim> hops)
    {
        var run = new List<TextClaim>();
        foreach (TextClaim? hop in hops.Append(null))
        {
            if (hop is { Status: ClaimStatus.Supported })
            {
                run.Add(hop);
            }
            else if (run.Count > 0)
            {
                _steps.Add(new ChainStep { Text = line, PathIndexes = [_paths.Count], Claims = [.. run.Select(Claim)] });
                _paths.Add(Evidence([Node(run[0].SubjectId), .. run.Select(claim => Node(claim.ObjectId))], [.. run.Select(Hop)]));
                run = [];
            }
        }
    }

    private void AddSentence(string sentence, IReadOnlyList<TextClaim> claims)
    {
        int first = _paths.Count;
        _paths.AddRange(claims.Select(claim => Evidence([Node(claim.SubjectId), Node(claim.ObjectId)], [Hop(claim)])));
        _steps.Add(new ChainStep
        {
            Text = sentence,
            PathIndexes = [.. Enumerable.Range(first, claims.Count)],
            Claims = [.. claims.Select(Claim).Distinct()],
            IsBackground = claims.Count == 0,
        });
    }

    private KgNode Node(NodeId? id) => edges.FindNode(id!.Value)!;

    private Polarity PolarityOf(TextClaim claim) => _relations.GetValueOrDefault(claim.Edge!.Relation)?.Polarity ?? Polarity.Affirmed;

    private ChainClaim Claim(TextClaim claim) => new()
    {
        Subject = claim.Edge!.Source,
        Relation = claim.Edge.Relation,
        Object = claim.Edge.Target,
        Polarity = PolarityOf(claim),
    };

    private KgHop Hop(TextClaim claim) => new()
    {
        Relations = [new KgHopRelation { Relation = claim.Edge!.Relation, IsForward = claim.Edge.Source == claim.SubjectId, Polarity = PolarityOf(claim) }],
    };

    private static EvidencePath Evidence(KgNode[] nodes, KgHop[] hops) => new()
    {
        Path = new KgPath { Nodes = nodes, Hops = hops },
        Score = 0,
        Stance = hops.Any(hop => !hop.Has(Polarity.Affirmed)) ? EvidenceStance.Opposes : EvidenceStance.Supports,
    };
}
