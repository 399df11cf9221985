using System.Globalization;

namespace MedReason.Reports.Tests;

/// <summary>Results made by rule: any text in every field, or a graph of any size.</summary>
internal static class MadeResults
{
    private static readonly string[] Types =
        ["disease", "drug", "gene/protein", "effect/phenotype", "anatomy", "biological_process", "molecular_function", "cellular_component", "pathway", "exposure", "starship"];

    public static KnowledgeGraphMetadata Metadata(string words) => new()
    {
        Name = words,
        Version = words,
        ContentHash = words,
        NodeCount = 3,
        EdgeCount = 2,
        NodeTypes = new Dictionary<NodeType, long>(),
        RelationCounts = new Dictionary<RelationType, long>(),
        Relations =
        [
            new RelationInfo { Relation = new RelationType("treats"), Family = words, DisplayName = words, ForwardPhrase = "treats " + words, ReversePhrase = words },
            new RelationInfo
            {
                Relation = new RelationType("harms"), Family = words, DisplayName = words, ForwardPhrase = "must be avoided in", ReversePhrase = "forbids", Polarity = Polarity.Contraindicated,
            },
            new RelationInfo { Relation = new RelationType("lacks"), Family = words, DisplayName = words, ForwardPhrase = "does not show", ReversePhrase = "is absent in", Polarity = Polarity.Absent },
        ],
    };

    /// <summary>A result that holds one text wherever text can stand.</summary>
    public static ReasoningResult Of(string text)
    {
        // A node's id cannot be empty or hold white space at its ends.
        KgNode[] nodes = [.. Enumerable.Range(0, 4).Select(index => Node("X:" + index.ToString(CultureInfo.InvariantCulture) + text.Trim(), text, index == 3 ? text : Types[index]))];
        EvidencePath[] paths =
        [
            Path(text, (nodes[0], "treats", Polarity.Affirmed), (nodes[1], "harms", Polarity.Contraindicated), (nodes[2], null, default)),
            Path(text, (nodes[0], "lacks", Polarity.Absent), (nodes[3], null, default)),
            Path("B", (nodes[1], text, Polarity.Affirmed), (nodes[3], null, default)),
        ];
        var evidence = new EvidenceSet
        {
            Paths = paths,
            FavoredLabel = text,
            Contrast =
            [
                new OptionEvidence { Label = text, Support = OptionSupport.Mixed, Score = 0.7, SupportingPaths = [0], OpposingPaths = [1], CombinedLabels = [text] },
                new OptionEvidence { Label = "B", Support = OptionSupport.NotLinked },
            ],
        };
        string half = text[..(text.Length / 2)];
        return new ReasoningResult
        {
            Question = new MedicalQuestion
            {
                Id = text,
                Text = text,
                Context = text,
                Options = [new AnswerOption { Label = text, Text = text }, new AnswerOption { Label = "B", Text = text }],
                Answer = text,
                AnswerLabel = text,
                Rationale = text,
                Dataset = text,
            },
            Links =
            [
                new EntityLink { Mention = Mention(text, 0, text.Length, MentionRole.Question), Node = nodes[0], Method = text, Score = 1 },
                new EntityLink { Mention = Mention(text, 0, half.Length, MentionRole.Context) with { Assertion = Assertion.Absent }, Node = nodes[3], Method = text },
                new EntityLink { Mention = Mention(text, 0, text.Length, MentionRole.Option) with { OptionLabel = "B" }, NilReason = NilReason.Ambiguous },
                new EntityLink { Mention = Mention(text, -1, text.Length + 9, MentionRole.Question) },
            ],
            Search = new PathSearchResult
            {
                Pairs = [new PairSearchResult { Pair = new PathPair { From = nodes[0].Id, To = new NodeId("Y:" + text.Trim()) }, Outcome = PathOutcome.Cut, Cuts = [PathCut.Paths], IsCountSaturated = true }],
                OmittedPairs = 2,
            },
            Evidence = evidence,
            Chain = new ReasoningChain
            {
                Text = $"### Conclusion:\n{text}",
                Steps =
                [
                    new ChainStep { Text = text, PathIndexes = [0, 1, 99, -1], Claims = [Claim(nodes[0].Id, "treats", nodes[1].Id), Claim(new NodeId("Z:" + text.Trim()), text, nodes[2].Id)] },
                    new ChainStep { Text = text, IsBackground = true },
                ],
                Evidence = evidence,
                Answer = text,
                AnswerLabel = text,
                ModelId = text,
                PromptVersion = text,
            },
            Verdict = new ChainVerdict
            {
                Status = VerdictStatus.Rejected,
                Measures = new GroundingMeasures { ClaimPrecision = 0.5, ClaimCount = 2, StepCount = 2, GroundedStepShare = 0, IsSelfReferenced = true },
                Findings =
                [
                    new VerificationFinding { Code = text, Severity = FindingSeverity.Error, Step = 0, Message = text, Expected = text, Actual = text, Verifier = text },
                    new VerificationFinding { Code = text, Severity = FindingSeverity.Warning, Message = text, Actual = text, Verifier = text },
                    new VerificationFinding { Code = text, Severity = FindingSeverity.Info, Step = 77, Message = text, Expected = text, Verifier = text },
                ],
                NotChecked = [text],
            },
            Outcome = ReasoningOutcome.Rejected,
            FailedStage = text,
            Reason = text,
            Detail = text,
            Usage = new ModelUsage { Calls = 5, InputTokens = 12_345, OutputTokens = 678 },
            Provenance = new ReasoningProvenance
            {
                GraphName = text,
                GraphVersion = text,
                GraphHash = text,
                Mode = ReasoningMode.Explain,
                WriterSees = AnswerVisibility.Hidden,
                IsAnswerVisible = true,
                Models = [text],
                Prompts = new Dictionary<string, string> { [text] = text },
                PackageVersion = text,
                SourceSplit = text,
            },
        };
    }

    /// <summary>A result whose evidence holds about the given number of nodes, with names from one letter to a hundred.</summary>
    public static ReasoningResult OfSize(int nodeCount, int seed)
    {
        var random = new Random(seed);
        KgNode[] nodes =
        [
            .. Enumerable.Range(0, nodeCount).Select(index => Node(
                "N:" + index.ToString(CultureInfo.InvariantCulture),
                string.Join(' ', Enumerable.Range(0, 1 + random.Next(7)).Select(_ => new string((char)('A' + random.Next(58) % 26), 1 + random.Next(14)))),
                Types[random.Next(Types.Length)])),
        ];
        var paths = new List<EvidencePath>();
        while (paths.SelectMany(path => path.Path.Nodes).Distinct().Count() < nodeCount)
        {
            int length = 1 + random.Next(4);
            KgNode[] walk = [.. Enumerable.Range(0, nodeCount).OrderBy(_ => random.Next()).Take(Math.Min(nodeCount, length + 1)).Select(index => nodes[index])];
            paths.Add(Path("A", [.. walk.Select(node => random.Next(8) switch
            {
                0 => (node, (string?)"harms", Polarity.Contraindicated),
                1 => (node, "lacks", Polarity.Absent),
                2 => (node, "a_relation_that_the_schema_does_not_know", Polarity.Affirmed),
                _ => (node, "treats", Polarity.Affirmed),
            })]));
        }

        var evidence = new EvidenceSet { Paths = paths };
        return new ReasoningResult
        {
            Question = new MedicalQuestion { Id = "made", Text = "Which one?", Options = [new AnswerOption { Label = "A", Text = "This one" }] },
            Evidence = evidence,
            Outcome = ReasoningOutcome.Accepted,
            Chain = new ReasoningChain
            {
                Text = "### Conclusion:\nThis one.",
                Steps = [.. Enumerable.Range(0, paths.Count).Select(index => new ChainStep { Text = "A step.", PathIndexes = [index] })],
                Evidence = evidence,
                Answer = "This one",
                AnswerLabel = "A",
            },
        };
    }

    private static EvidencePath Path(string option, params (KgNode Node, string? Relation, Polarity Polarity)[] walk) => new()
    {
        Path = new KgPath
        {
            Nodes = [.. walk.Select(place => place.Node)],
            Hops =
            [
                .. walk.SkipLast(1).Select((place, index) => new KgHop
                {
                    Relations = [new KgHopRelation { Relation = new RelationType(place.Relation!), IsForward = index % 2 == 0, Polarity = place.Polarity }],
                }),
            ],
        },
        Score = -1.5,
        OptionLabel = option,
        PValue = 0.031,
    };

    private static KgNode Node(string id, string name, string type) => new() { Id = new NodeId(id), Name = name, Type = new NodeType(type) };

    private static EntityMention Mention(string text, int start, int end, MentionRole role) => new() { Text = text, Start = start, End = end, Role = role };

    private static ChainClaim Claim(NodeId subject, string relation, NodeId target) => new() { Subject = subject, Relation = new RelationType(relation), Object = target };
}
