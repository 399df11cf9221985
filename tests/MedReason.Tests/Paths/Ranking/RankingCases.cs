namespace MedReason.Tests.Paths.Ranking;

/// <summary>Small graphs and questions for the ranking tests.</summary>
internal static class RankingCases
{
    public static readonly RelationInfo[] Relations =
    [
        Relation("causes", Polarity.Affirmed),
        Relation("treats", Polarity.Affirmed),
        Relation("absent_in", Polarity.Absent),
        Relation("contraindication", Polarity.Contraindicated),
    ];

    /// <summary>Makes a graph of edges "a relation b"; the type of a node is what stands before the colon of its id.</summary>
    public static InMemoryKnowledgeGraph Graph(params string[] edges)
    {
        var builder = new KnowledgeGraphBuilder { Name = "test" };
        foreach (RelationInfo relation in Relations)
        {
            builder.AddRelation(relation);
        }

        foreach (string id in edges.SelectMany(edge => edge.Split(' ') is var parts ? new[] { parts[0], parts[2] } : []).Distinct())
        {
            builder.AddNode(Node(id));
        }

        foreach (string[] edge in edges.Select(edge => edge.Split(' ')))
        {
            builder.AddEdge(new KgEdge { Source = new NodeId(edge[0]), Relation = new RelationType(edge[1]), Target = new NodeId(edge[2]) });
        }

        return builder.Build();
    }

    public static KgNode Node(string id) => new() { Id = new NodeId(id), Name = id, Type = new NodeType(id.Split(':')[0]) };

    public static MedicalQuestion Question(params string[] options) => new()
    {
        Id = "q",
        Text = "which?",
        Options = [.. options.Select((text, index) => new AnswerOption { Label = ((char)('A' + index)).ToString(), Text = text })],
    };

    public static EntityLink Link(string id, MentionRole role, string? label = null, Assertion assertion = Assertion.Present) => new()
    {
        Mention = new EntityMention { Text = id, Start = 0, End = id.Length, Role = role, OptionLabel = label, Assertion = assertion },
        Node = Node(id),
        Score = 1,
    };

    /// <summary>Searches every pair: affirmed paths, and direct edges of any polarity.</summary>
    public static async Task<RankingRequest> RequestAsync(IKnowledgeGraph graph, MedicalQuestion question, params EntityLink[] links)
    {
        var finder = new ShortestPathFinder();
        PathPair[] pairs =
        [
            .. from start in links.Where(link => link.Mention.Role == MentionRole.Question)
               from end in links.Where(link => link.Mention.Role is not MentionRole.Question)
               where start.Node!.Id != end.Node!.Id
               select new PathPair { From = start.Node!.Id, To = end.Node!.Id },
        ];
        PathSearchResult affirmed = await finder.FindPathsAsync(graph, new PathQuery { Pairs = pairs, Slack = 2 });
        PathSearchResult direct = await finder.FindPathsAsync(graph, new PathQuery
        {
            Pairs = pairs,
            MaxLength = 1,
            Filter = new KgFilter { Polarities = [Polarity.Absent, Polarity.Contraindicated] },
        });
        return new RankingRequest
        {
            Question = question,
            Links = links,
            Search = new PathSearchResult { Pairs = [.. affirmed.Pairs, .. direct.Pairs] },
            Mode = ReasoningMode.Answer,
        };
    }

    private static RelationInfo Relation(string name, Polarity polarity) => new()
    {
        Relation = new RelationType(name),
        Family = name,
        DisplayName = name,
        ForwardPhrase = name,
        ReversePhrase = name + " by",
        Polarity = polarity,
    };
}
