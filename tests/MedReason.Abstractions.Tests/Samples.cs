using System.Text.Json;

namespace MedReason.Abstractions.Tests;

/// <summary>One instance of every result type with every property set.</summary>
internal static class Samples
{
    public static KgNode Drug { get; } = new()
    {
        Id = new("DrugBank:DB00331"),
        Name = "Metformin",
        Type = new("drug"),
        Source = "DrugBank",
        Synonyms = ["Glucophage", "ü \"quoted\" <b>"],
        Definition = "A biguanide \"that\" lowers blood glucose.\nIt is taken orally.",
    };

    public static KgNode Disease { get; } = new() { Id = new("MONDO:0005148"), Name = "type 2 diabetes mellitus", Type = new("disease") };

    public static KgEdgeAttributes Attributes { get; } = new()
    {
        Sources = ["infores:hpo-annotations"],
        Publications = ["PMID:12565827"],
        EvidenceCodes = ["PCS"],
        Frequency = KgFrequency.Parse("7/10"),
        Onset = "HP:0003577",
        Sex = "FEMALE",
        Confidence = 0.5,
        Additional = new Dictionary<string, string> { ["stage_qualifier"] = "adult" },
    };

    public static FindingMatch Match { get; } = new()
    {
        Finding = Drug,
        Relation = FindingRelation.MoreGeneral,
        Matched = Disease,
        Shared = Drug,
        InformationContent = 2.5,
        Score = 0.5,
        Frequency = KgFrequency.Parse("7/10"),
        Onset = "HP:0003577",
        Publications = ["PMID:12565827"],
    };

    public static KgEdge Edge { get; } = new()
    {
        Source = Drug.Id,
        Target = Disease.Id,
        Relation = new("indication"),
        Attributes = [Attributes, new KgEdgeAttributes { Frequency = KgFrequency.Parse("HP:0040282") }],
    };

    public static KgSource Source { get; } = new() { Name = "PrimeKG", Version = "2.1", License = "CC0", FileHash = "ab", NodeCount = 2, EdgeCount = 1 };

    public static RelationInfo Relation { get; } = new()
    {
        Relation = new("contraindication"),
        Family = "contraindication",
        DisplayName = "contraindication",
        ForwardPhrase = "is contraindicated in",
        ReversePhrase = "is a contraindication to",
        Polarity = Polarity.Contraindicated,
        Meaning = RelationMeaning.Contraindicated,
        IsMeaningReversed = true,
        IsSymmetric = true,
    };

    /// <summary>Synonyms and source belong to the graph: a path writes id, name and type of its nodes.</summary>
    public static KgPath Path { get; } = new()
    {
        Nodes = [new KgNode { Id = Drug.Id, Name = Drug.Name, Type = Drug.Type }, Disease],
        Hops =
        [
            new KgHop
            {
                Relations =
                [
                    new KgHopRelation { Relation = new("contraindication"), IsForward = false, Polarity = Polarity.Contraindicated },
                    new KgHopRelation { Relation = new("indication"), IsForward = true },
                    new KgHopRelation { Relation = new("is_absent"), IsForward = true, Polarity = Polarity.Absent },
                ],
            },
        ],
    };

    public static KnowledgeGraphMetadata Metadata { get; } = new()
    {
        Name = "PrimeKG",
        Version = "2.1",
        ContentHash = new string('a', 64),
        NodeCount = 2,
        EdgeCount = 1,
        NodeTypes = new Dictionary<NodeType, long> { [new("drug")] = 1, [new("disease")] = 1 },
        Relations = [Relation],
        Sources = [Source],
        RelationCounts = new Dictionary<RelationType, long> { [new("indication")] = 1 },
    };

    public static MedicalQuestion Question { get; } = new()
    {
        Id = "q1",
        Text = "Which drug should be avoided?",
        Options = [new AnswerOption { Label = "A", Text = "Metformin" }, new AnswerOption { Label = "B", Text = "Insulin" }],
        Ask = QuestionAsk.Except,
        Seeks = Polarity.Contraindicated,
        Answer = "Metformin",
        AnswerLabel = "A",
        Rationale = "because",
        Context = "context",
        ReferenceReasoning = "reference",
        Dataset = "medqa",
        Split = "test",
        Subject = "Pharmacology",
        AdditionalProperties = new Dictionary<string, JsonElement> { ["cop"] = JsonElement.Parse("[1,{\"x\":null}]") },
    };

    public static EntityMention Mention { get; } = new()
    {
        Text = "Metformin",
        Start = 3,
        End = 12,
        Role = MentionRole.Option,
        OptionLabel = "A",
        TypeHint = new("drug"),
        Assertion = Assertion.Hypothetical,
        Derived = new DerivedFinding
        {
            Finding = "hypokalemia",
            Test = "potassium",
            Value = 2.9,
            Unit = "mEq/L",
            Low = 3.5,
            High = 5.1,
            RangeUnit = "mmol/L",
            Source = "a textbook",
        },
        Candidates = [new MentionCandidate { NodeId = Drug.Id, Score = 0.5, Method = LinkMethods.Synonym, MatchedName = "Glucophage" }],
    };

    public static EntityLink Link { get; } = new()
    {
        Mention = Mention,
        Node = Drug,
        Relation = LinkRelation.Broader,
        Coverage = 0.5,
        Twins = [Disease.Id],
        Score = 0.123456789,
        Method = LinkMethods.Chat,
        NilReason = NilReason.BelowThreshold,
        Candidates = Mention.Candidates,
    };

    public static PathSearchResult Search { get; } = new()
    {
        Pairs =
        [
            new PairSearchResult
            {
                Pair = new PathPair { From = Drug.Id, To = Disease.Id },
                Outcome = PathOutcome.Cut,
                Distance = 1,
                ShortestPathCount = PairSearchResult.MaxPathCount,
                IsCountSaturated = true,
                Paths = [Path],
                IsTruncated = true,
                Cuts = [PathCut.ExpandedEdges, PathCut.Neighbors],
                ExpandedEdges = 7,
            },
        ],
        OmittedPairs = 2,
        RoundTrips = 3,
    };

    public static ModelUsage Usage { get; } = new() { Calls = 1, InputTokens = 2, OutputTokens = 3 };

    public static EvidenceSet Evidence { get; } = new()
    {
        Paths =
        [
            new EvidencePath
            {
                Path = Path,
                Score = 0.25,
                Parts = [new ScorePart { Name = "degree", Value = 0.25 }],
                Stance = EvidenceStance.Opposes,
                IsStatedFact = true,
                IsFromRationale = true,
                OptionLabel = "A",
                PValue = 0.01,
                Argument = "the finding is a feature of the answer",
            },
        ],
        References = [Edge],
        Contrast =
        [
            new OptionEvidence
            {
                Label = "A",
                Support = OptionSupport.Mixed,
                Score = 0.1,
                SupportingPaths = [0],
                OpposingPaths = [0],
                DistinctNodes = [Drug.Id],
                CombinedLabels = ["A", "B"],
                Arguments = [new EvidenceArgument { Name = "it is so", Effect = ArgumentEffect.CountsAgainst, Bits = 1.5, Starts = [Drug.Id] }],
                Strength = -1.5,
                Parts = [new ScorePart { Name = "arguments", Value = -0.2 }],
            },
        ],
        Intent = new IntentReading { Intent = QuestionIntent.Diagnosis, Cue = "diagnosis" },
        Grade = EvidenceGrade.Supporting,
        PValue = 0.03,
        ContestedBy = "B",
        Statement = new QuestionStatement
        {
            From = [new NodeId("DrugBank:DB00722")],
            To = [new NodeId("DOID:10763")],
            Cue = "treat",
            IsFromRationale = true,
            Support = StatementSupport.Mixed,
        },
        FavoredLabel = "A",
        CandidateCount = 9,
        Usage = Usage,
    };

    public static DiagnosisResult Diagnosis { get; } = new()
    {
        Outcome = DiagnosisOutcome.NoMatch,
        Diseases =
        [
            new RankedDisease { Disease = Disease, EquivalentDiseases = [Drug.Id], Score = 1.5, Findings = [Match], Excluded = [Match] },
        ],
        UnknownFindings = [Drug.Id],
    };

    public static ReasoningChain Chain { get; } = new()
    {
        Text = "text",
        Steps =
        [
            new ChainStep
            {
                Text = "step",
                PathIndexes = [0],
                Claims = [new ChainClaim { Subject = Drug.Id, Relation = new("indication"), Object = Disease.Id, Polarity = Polarity.Absent }],
                IsBackground = true,
            },
        ],
        Answer = "Metformin",
        AnswerLabel = "A",
        Evidence = Evidence,
        ModelId = "m",
        PromptVersion = "p1",
        Usage = Usage,
    };

    public static ChainVerdict Verdict { get; } = new()
    {
        Status = VerdictStatus.Rejected,
        Findings =
        [
            new VerificationFinding
            {
                Code = "claim_not_in_graph", Severity = FindingSeverity.Error, Step = 0, Message = "m", Expected = "e", Actual = "a", Verifier = "grounding",
            },
        ],
        Measures = new GroundingMeasures
        {
            NodeCoverage = 0.1,
            StructuralCorrectness = 0.2,
            ChainCompleteness = 0.3,
            IsSelfReferenced = true,
            ClaimPrecision = 0.4,
            GroundedStepShare = 0.5,
            ClaimCount = 6,
            StepCount = 7,
        },
        NotChecked = ["dose"],
        Usage = Usage,
    };

    public static ReasoningResult Result { get; } = new()
    {
        Question = Question,
        Links = [Link],
        Search = Search,
        Evidence = Evidence,
        Chain = Chain,
        Verdict = Verdict,
        Outcome = ReasoningOutcome.Failed,
        FailedStage = StageNames.Verify,
        Reason = "reason",
        Detail = "detail",
        Usage = Usage,
        Fallbacks = [new StageFallback { Stage = StageNames.Rank, Reason = ReasonCodes.CallFailed }],
        ChainEffect = new ChainEffect { Answer = "A", WithChain = "A", WithoutChain = "B", OtherAnswer = "C", WithOtherChain = "C", Usage = Usage },
        Provenance = new ReasoningProvenance
        {
            GraphName = "PrimeKG",
            GraphVersion = "2.1",
            GraphHash = new string('b', 64),
            Mode = ReasoningMode.Answer,
            WriterSees = AnswerVisibility.Shown,
            IsAnswerVisible = true,
            Seed = 42,
            Models = ["m"],
            Prompts = new Dictionary<string, string> { ["writer"] = "p1" },
            PackageVersion = "0.1.0",
            SourceSplit = "medqa/test",
        },
    };

    /// <summary>All of them, by the type they are read back as.</summary>
    public static IReadOnlyList<object> All { get; } =
    [
        Drug,
        Disease,
        Edge,
        Path,
        Metadata,
        new NodeDegree { Id = Drug.Id, Total = 3, Relations = [new RelationDegree { Relation = new("indication"), Outgoing = 1, Incoming = 2 }] },
        new ScoredNode { Node = Drug, Score = 1, Method = LinkMethods.Exact, MatchedName = "Metformin" },
        new KgNeighbor { Node = Drug.Id, Relation = new("indication"), IsForward = true },
        Question,
        Mention,
        Link,
        Search,
        Evidence,
        Diagnosis,
        Chain,
        Verdict,
        new TextClaim
        {
            Text = "metformin does not treat gout",
            Subject = "metformin",
            Object = "gout",
            SubjectId = Drug.Id,
            ObjectId = Disease.Id,
            Path = 1,
            IsDenied = true,
            IsPlain = true,
            Status = ClaimStatus.Contradicted,
            Edge = Edge,
            Detail = "an edge states it",
        },
        Result,
        new ChainEffectTable { Both = 1, OnlyWith = 2, OnlyWithout = 3, Neither = 4, Misled = 5, Followed = 6 },
        new ReasoningUpdate { Kind = ReasoningUpdateKind.Text, Stage = StageNames.Write, Text = "t", Result = Result },
    ];
}
