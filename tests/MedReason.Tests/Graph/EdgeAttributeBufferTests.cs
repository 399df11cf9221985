using System.Text;

namespace MedReason.Tests.Graph;

/// <summary>A statement that is collected as UTF-8 is the one that is given as an object.</summary>
public sealed class EdgeAttributeBufferTests
{
    private static readonly string[] Texts = ["infores:ctd", "infores:hpo", "PMID:1", "PMID:2", "ä", "𝒳", "\uFFFD", "zeta", "Zeta", "a|b"];

    [Fact]
    public async Task A_statement_has_the_number_and_the_content_of_the_object_with_the_same_members()
    {
        var random = new Random(20261128);
        var builder = new BulkGraphBuilder();
        ushort type = builder.GetNodeTypeNumber(new NodeType("disease"));
        var buffer = new EdgeAttributeBuffer();
        for (int i = 0; i < 200; i++)
        {
            builder.AddNode(Encoding.UTF8.GetBytes($"A:{i:D3}"), "a"u8, type, source: 0);
        }

        List<KgEdgeAttributes> stated = [];
        ulong[] edges = new ulong[200];
        int[] numbers = new int[200];
        for (int i = 0; i < edges.Length; i++)
        {
            KgEdgeAttributes one = MakeRandom(random);
            Fill(buffer, one, random);
            stated.Add(one);
            edges[i] = BulkGraphBuilder.PackEdge(i, (i * 7) % 200);
            numbers[i] = builder.AddAttributes(buffer);
            builder.AddAttributes(one).ShouldBe(numbers[i]);
        }

        builder.AddRelation(new RelationInfo
        {
            Relation = new RelationType("r"),
            DisplayName = "r",
            Family = "r",
            ForwardPhrase = "r",
            ReversePhrase = "r",
        }, edges, numbers);
        using InMemoryKnowledgeGraph graph = builder.Build("toy", string.Empty);

        KgEdge[] all = [.. Enumerable.Range(0, 200).Select(i =>
            new KgEdge { Source = new NodeId($"A:{i:D3}"), Target = new NodeId($"A:{(i * 7) % 200:D3}"), Relation = new RelationType("r") })];
        IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> read = await graph.GetAttributesAsync(all);
        read.Select(list => list.SingleOrDefault() ?? new KgEdgeAttributes()).ShouldBe(stated);
        graph.Metadata.ContentHash.ShouldBe(KgContentHasher.Compute(
            Enumerable.Range(0, 200).Select(graph.GetNode), all.Select((edge, i) => edge with { Attributes = stated[i].IsEmpty ? [] : [stated[i]] })));
    }

    [Fact]
    public void A_source_that_was_added_before_is_ignored_and_a_later_value_replaces_an_earlier_one()
    {
        var builder = new BulkGraphBuilder();
        var buffer = new EdgeAttributeBuffer();
        buffer.AddSource("a"u8);
        buffer.AddSource("b"u8);
        buffer.AddSource("a"u8);
        buffer.SetOnset("early"u8);
        buffer.SetOnset("late"u8);
        buffer.SetAdditional("x"u8, "1"u8);
        buffer.SetAdditional("x"u8, "2"u8);

        builder.AddAttributes(buffer).ShouldBe(builder.AddAttributes(
            new KgEdgeAttributes { Sources = ["a", "b"], Onset = "late", Additional = new Dictionary<string, string> { ["x"] = "2" } }));
        buffer.Clear();
        buffer.IsEmpty.ShouldBeTrue();
        builder.AddAttributes(buffer).ShouldBe(0);
    }

    private static KgEdgeAttributes MakeRandom(Random random)
    {
        string[] some = Texts[..random.Next(3)];
        return new KgEdgeAttributes
        {
            Sources = [.. Texts.OrderBy(_ => random.Next()).Take(random.Next(3))],
            Publications = some,
            EvidenceCodes = random.Next(3) == 0 ? ["PCS", "PCS"] : [],
            Frequency = random.Next(2) == 0 ? null : KgFrequency.Parse($"{random.Next(1, 5)}/7"),
            Onset = random.Next(2) == 0 ? null : Texts[random.Next(Texts.Length)],
            Sex = random.Next(2) == 0 ? null : "FEMALE",
            Confidence = random.Next(2) == 0 ? null : random.NextDouble(),
            Additional = Texts.OrderBy(_ => random.Next()).Take(random.Next(4)).ToDictionary(name => name, name => name + "!"),
        };
    }

    /// <summary>Fills the buffer, its members in random order.</summary>
    private static void Fill(EdgeAttributeBuffer buffer, KgEdgeAttributes one, Random random)
    {
        buffer.Clear();
        List<Action> steps =
        [
            () => one.Sources.ToList().ForEach(text => buffer.AddSource(Encoding.UTF8.GetBytes(text))),
            () => one.Publications.ToList().ForEach(text => buffer.AddPublication(Encoding.UTF8.GetBytes(text))),
            () => one.EvidenceCodes.ToList().ForEach(text => buffer.AddEvidenceCode(Encoding.UTF8.GetBytes(text))),
            () => buffer.Frequency = one.Frequency,
            () => buffer.Confidence = one.Confidence,
            .. one.Additional.Select(pair => (Action)(() => buffer.SetAdditional(Encoding.UTF8.GetBytes(pair.Key), Encoding.UTF8.GetBytes(pair.Value)))),
        ];
        if (one.Onset is { } onset)
        {
            steps.Add(() => buffer.SetOnset(Encoding.UTF8.GetBytes(onset)));
        }

        if (one.Sex is { } sex)
        {
            steps.Add(() => buffer.SetSex(Encoding.UTF8.GetBytes(sex)));
        }

        foreach (Action step in steps.OrderBy(_ => random.Next()).ToList())
        {
            step();
        }
    }
}
