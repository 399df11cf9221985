using System.Globalization;
using System.Text;
using MedReason.Shared;

namespace MedReason.Tests;

/// <summary>Correct chains from evidence that the pipeline finds: the paths that support the known answer, written in one of three styles.</summary>
internal static class CorrectChains
{
    private static readonly string[] Openings =
    [
        "What stands out is {0}.", "The starting point is {0}.", "Worth holding on to is {0}.", "Of note is {0}.", "The story begins with {0}.", "Everything here grows out of {0}.",
    ];

    private static readonly string[] Denials = [" There is no {0}.", " {0} is absent.", " Nothing points to {0}.", " The patient has never had {0}.", " It is said that {0} is missing."];

    private static readonly string[] Endings =
    [
        "All of this makes {0} the one to pick.", "So the choice falls on {0}.", "That leaves {0}.", "Hence {0}.", "The thread ends at {0}.", "On balance it has to be {0}.",
    ];

    /// <summary>The chain of a question; null where the pipeline finds nothing that supports the answer.</summary>
    public static async Task<CorrectChain?> MakeAsync(ReasoningPipeline pipeline, InMemoryKnowledgeGraph graph, MedicalQuestion question, ChainStyle style, string source)
    {
        ReasoningResult result = await pipeline.RunAsync(question);
        if (result.Chain is not { } template || template.Evidence.Contrast.FirstOrDefault(option => option.Label == question.AnswerLabel) is not { Support: OptionSupport.Supported } own
            || template.AnswerLabel != question.AnswerLabel)
        {
            return null;
        }

        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
        IReadOnlyDictionary<NodeId, KgNode> full = await ReadNodesAsync(graph, template.Evidence);
        var request = new VerificationRequest { Question = question, Links = result.Links, Chain = template, Mode = ReasoningMode.Explain, Visibility = AnswerVisibility.Shown };
        return style == ChainStyle.Template
            ? new CorrectChain { Source = source, Style = style, Graph = graph, Request = request, Hops = FindStated(template, metadata, result.Links) }
            : Write(request, own, metadata, style, source, graph, full);
    }

    private static async Task<IReadOnlyDictionary<NodeId, KgNode>> ReadNodesAsync(IKnowledgeGraph graph, EvidenceSet evidence)
    {
        NodeId[] ids = [.. evidence.Paths.SelectMany(path => path.Path.Nodes).Select(node => node.Id).Distinct()];
        return (await graph.GetNodesAsync(ids)).OfType<KgNode>().ToDictionary(node => node.Id);
    }

    /// <summary>Returns the hops that the template's sentences state word by word.</summary>
    private static List<StatedHop> FindStated(ReasoningChain chain, KnowledgeGraphMetadata metadata, IReadOnlyList<EntityLink> links)
    {
        var wording = new PathWording(metadata, links);
        var hops = new List<StatedHop>();
        for (int i = 0; i < chain.Steps.Count; i++)
        {
            foreach (KgPath path in chain.Steps[i].PathIndexes.Select(index => chain.Evidence.Paths[index].Path))
            {
                for (int hop = 0; hop < path.Hops.Count; hop++)
                {
                    KgHopRelation[] relations = [.. path.Hops[hop].Relations.DistinctBy(relation => relation.Relation)];
                    string phrase = wording.Phrase(path.Hops[hop]);
                    string right = wording.Name(path.Nodes[hop + 1]);
                    if (relations.Length != 1 || !chain.Steps[i].Text.Contains($"{phrase} {right}", StringComparison.Ordinal) || hops.Exists(known => known.Step == i && known.Wording == phrase && known.RightName == right))
                    {
                        continue;
                    }

                    hops.Add(new StatedHop
                    {
                        Step = i,
                        Claim = wording.Claims(path).ElementAt(path.Hops.Take(hop).Sum(earlier => earlier.Relations.Count > 1 ? 2 : 1) is var at && at < wording.Claims(path).Count() ? at : 0),
                        Left = path.Nodes[hop],
                        Right = path.Nodes[hop + 1],
                        LeftName = wording.Name(path.Nodes[hop]),
                        Wording = phrase,
                        RightName = right,
                    });
                }
            }
        }

        return [.. hops.Where(hop => (hop.Claim.Subject == hop.Left.Id && hop.Claim.Object == hop.Right.Id) || (hop.Claim.Subject == hop.Right.Id && hop.Claim.Object == hop.Left.Id))];
    }

    private static CorrectChain? Write(
        VerificationRequest request, OptionEvidence own, KnowledgeGraphMetadata metadata, ChainStyle style, string source, IKnowledgeGraph graph, IReadOnlyDictionary<NodeId, KgNode> full)
    {
        MedicalQuestion question = request.Question;
        EvidenceSet evidence = request.Chain.Evidence;
        Dictionary<RelationType, RelationInfo> relations = metadata.Relations.ToDictionary(relation => relation.Relation);
        int[] cited =
        [
            .. own.SupportingPaths.Take(2), .. evidence.Contrast.Where(option => option.Label != own.Label).SelectMany(option => option.SupportingPaths.Take(1)).Take(1),
        ];
        if (style == ChainStyle.Reworded && cited.Any(index => evidence.Paths[index].Path.Hops.Any(hop => !Wordings.Has(hop.Relations[0].Relation))))
        {
            return null;
        }

        ulong Draw(string salt) => StableHash.Of(1, [question.Id, salt]);
        string Pick(IReadOnlyList<string> list, string salt) => list[(int)(Draw(salt) % (ulong)list.Count)];
        string starts = string.Join(" and ", cited.Select(index => evidence.Paths[index].Path.Nodes[0].Name).Distinct());
        string opening = string.Format(CultureInfo.InvariantCulture, Pick(Openings, "opening"), starts);
        KgNode[] denied = [.. request.Links.Where(link => link is { Node: not null, Mention.Role: MentionRole.Question, Mention.Assertion: Assertion.Absent }).Select(link => link.Node!).DistinctBy(node => node.Id)];
        opening += string.Concat(denied.Take(1).Select(node => string.Format(CultureInfo.InvariantCulture, Pick(Denials, "denial"), node.Name)));
        var steps = new List<ChainStep> { new() { Text = opening, IsBackground = true } };
        var hops = new List<StatedHop>();
        foreach (int index in cited)
        {
            KgPath path = evidence.Paths[index].Path;
            bool isWhole = Draw($"whole{index}") % 3 == 0;
            var sentences = new List<string>();
            var claims = new List<ChainClaim>();
            for (int i = 0; i < path.Hops.Count; i++)
            {
                KgHopRelation relation = path.Hops[i].Relations[0];
                string words = style == ChainStyle.Reworded ? Pick(Wordings.For(relation.Relation, relation.IsForward), $"words{index}.{i}")
                    : relation.IsForward ? relations[relation.Relation].ForwardPhrase : relations[relation.Relation].ReversePhrase;
                var claim = new ChainClaim
                {
                    Subject = path.Nodes[relation.IsForward ? i : i + 1].Id,
                    Relation = relation.Relation,
                    Object = path.Nodes[relation.IsForward ? i + 1 : i].Id,
                    Polarity = relation.Polarity,
                };
                hops.Add(new StatedHop
                {
                    Step = steps.Count,
                    Claim = claim,
                    Left = full[path.Nodes[i].Id],
                    Right = full[path.Nodes[i + 1].Id],
                    LeftName = path.Nodes[i].Name,
                    Wording = words,
                    RightName = path.Nodes[i + 1].Name,
                });
                sentences.Add($"{path.Nodes[i].Name} {words} {path.Nodes[i + 1].Name}.");
                claims.Add(claim);
                if (!isWhole)
                {
                    AddStep(index);
                }
            }

            if (isWhole)
            {
                AddStep(index);
            }

            void AddStep(int path)
            {
                steps.Add(new ChainStep { Text = string.Join(' ', sentences), PathIndexes = [path], Claims = [.. claims] });
                sentences.Clear();
                claims.Clear();
            }
        }

        AnswerOption answer = question.FindOption(own.Label)!;
        string conclusion = string.Format(CultureInfo.InvariantCulture, Pick(Endings, "ending"), answer.Text);
        var text = new StringBuilder(ChainSections.Paths).Append('\n');
        text.AppendJoin('\n', cited.Select(index => evidence.Paths[index].Path.ToString())).Append("\n\n").Append(ChainSections.Process).Append('\n');
        text.AppendJoin('\n', steps.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {step.Text}"))).Append("\n\n").Append(ChainSections.Conclusion).Append('\n').Append(conclusion);
        return new CorrectChain
        {
            Source = source,
            Style = style,
            Graph = graph,
            Hops = hops,
            Request = request with
            {
                Chain = new ReasoningChain { Text = text.ToString(), Steps = steps, Answer = answer.Text, AnswerLabel = own.Label, Evidence = evidence },
            },
        };
    }
}
