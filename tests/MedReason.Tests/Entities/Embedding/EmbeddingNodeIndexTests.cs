namespace MedReason.Tests;

public sealed class EmbeddingNodeIndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-embedding-").FullName;

    [Fact]
    public async Task A_text_finds_the_nodes_whose_names_lie_nearest_best_first()
    {
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(Graph(), FakeEmbeddingGenerator.Letters());

        IReadOnlyList<ScoredNode> found = (await index.SearchAsync(["gout"]))[0];

        found[0].Node.Id.Value.ShouldBe("D:2");
        found[0].Score.ShouldBe(1, 1e-6);
        found[0].Method.ShouldBe(LinkMethods.Embedding);
        found[0].MatchedName.ShouldBe("gout");
        found.Select(node => node.Score).ShouldBeInOrder(SortDirection.Descending);
        found.Select(node => node.Node.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task A_synonym_has_a_vector_of_its_own_and_finds_its_node_once()
    {
        EmbeddingNodeIndex with = await EmbeddingNodeIndex.BuildAsync(Graph(), FakeEmbeddingGenerator.Letters());
        EmbeddingNodeIndex without = await EmbeddingNodeIndex.BuildAsync(Graph(), FakeEmbeddingGenerator.Letters(), new EmbeddingNodeIndexOptions { IncludeSynonyms = false });

        ScoredNode found = (await with.SearchAsync(["podagra"]))[0][0];

        found.Node.Name.ShouldBe("gout");
        found.MatchedName.ShouldBe("podagra");
        with.NameCount.ShouldBe(5);
        without.NameCount.ShouldBe(4);
        (await without.SearchAsync(["podagra"]))[0][0].Score.ShouldBeLessThan(0.99);
    }

    [Fact]
    public async Task Types_threshold_and_number_are_kept()
    {
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(Graph(), FakeEmbeddingGenerator.Letters());

        (await index.SearchAsync(["gout"], new NodeSearchOptions { Types = [new NodeType("gene/protein")] }))[0].ShouldAllBe(node => node.Node.Type.Value == "gene/protein");
        (await index.SearchAsync(["gout"], new NodeSearchOptions { Types = [new NodeType("no such type")] }))[0].ShouldBeEmpty();
        (await index.SearchAsync(["gout"], new NodeSearchOptions { MaxResults = 1 }))[0].Count.ShouldBe(1);
        (await index.SearchAsync(["gout"], new NodeSearchOptions { MinScore = 0.99 }))[0].ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Texts_are_embedded_together_and_blank_ones_find_nothing()
    {
        FakeEmbeddingGenerator generator = FakeEmbeddingGenerator.Letters();
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(Graph(), generator);
        generator.Batches.Clear();

        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(["gout", " ", "asthma", "", "gout", "123"]);

        generator.Batches.ShouldHaveSingleItem().ShouldBe(["gout", "asthma", "gout", "123"]);
        found.Select(list => list.Count > 0).ShouldBe([true, false, true, false, true, false]);
        (await index.SearchAsync([])).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_index_of_many_synonyms_still_gives_as_many_nodes_as_are_asked_for()
    {
        var builder = new KnowledgeGraphBuilder { Name = "synonyms" };
        builder.AddNode(Node("A:1", "aaa", "t", [.. Enumerable.Range(0, 300).Select(i => "aaa" + new string('b', 1 + (i % 3)) + i)]));
        for (int i = 0; i < 20; i++)
        {
            builder.AddNode(Node($"B:{i:D2}", "a" + new string('z', i + 1), "t"));
        }

        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(builder.Build(), FakeEmbeddingGenerator.Letters());

        (await index.SearchAsync(["aaa"]))[0].Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_misspelling_finds_its_node_with_the_generator_that_needs_no_model()
    {
        InMemoryKnowledgeGraph graph = Graph();
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(graph, await HashedNgramEmbeddingGenerator.CreateAsync(graph));

        (await index.SearchAsync(["asthna"]))[0][0].Node.Name.ShouldBe("asthma");
        (await index.SearchAsync(["asthma"]))[0][0].Score.ShouldBe(1, 1e-6);
    }

    [Fact]
    public async Task A_linker_asks_the_index_of_a_graph_for_what_names_do_not_settle()
    {
        InMemoryKnowledgeGraph graph = Graph();
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(graph, await HashedNgramEmbeddingGenerator.CreateAsync(graph));
        EntityMention[] mentions = [.. new[] { "asthma", "hypertensoin", "qqqq" }.Select(text => new EntityMention { Text = text, Start = 0, End = text.Length, Role = MentionRole.Question })];

        IReadOnlyList<EntityLink> links = await new EntityLinker().LinkAsync(graph.WithEmbeddings(index), new MedicalQuestion { Id = "q", Text = "asthma hypertensoin qqqq" }, mentions);

        links[0].Method.ShouldBe(LinkMethods.Exact);
        links[1].Node!.Name.ShouldBe("hypertension");
        links[1].Method.ShouldBe(LinkMethods.Embedding);
        links[2].Node.ShouldBeNull();
    }

    [Fact]
    public async Task A_graph_with_embeddings_is_otherwise_the_same_graph()
    {
        InMemoryKnowledgeGraph graph = Graph();
        IKnowledgeGraph with = graph.WithEmbeddings(await EmbeddingNodeIndex.BuildAsync(graph, FakeEmbeddingGenerator.Letters()));

        with.GetService<IAdjacencyView>().ShouldBeSameAs(graph);
        with.GetService<INodeIndex>().ShouldBeSameAs(graph);
        with.GetService<INodeIndex>(LinkMethods.Embedding).ShouldBeOfType<EmbeddingNodeIndex>();
        (await with.GetMetadataAsync()).ContentHash.ShouldBe((await graph.GetMetadataAsync()).ContentHash);
    }

    [Fact]
    public async Task A_graph_with_the_embeddings_of_another_says_so()
    {
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(Graph(), FakeEmbeddingGenerator.Letters());

        IKnowledgeGraph other = Graph("measles").WithEmbeddings(index);

        (await Should.ThrowAsync<KnowledgeGraphException>(async () => await other.GetMetadataAsync())).Message.ShouldContain("content hash");
    }

    [Fact]
    public async Task A_stored_index_answers_as_the_built_one_and_leaves_nothing_else_behind()
    {
        InMemoryKnowledgeGraph graph = Graph();
        EmbeddingNodeIndex built = await EmbeddingNodeIndex.BuildAsync(graph, FakeEmbeddingGenerator.Letters(), path: File_("a.mrke"));

        EmbeddingNodeIndex opened = await EmbeddingNodeIndex.OpenAsync(File_("a.mrke"), graph, FakeEmbeddingGenerator.Letters());

        Directory.GetFiles(_folder).Select(Path.GetFileName).ShouldBe(["a.mrke"]);
        string[] texts = ["gout", "asthma", "hypertension", "gene"];
        Flat(await opened.SearchAsync(texts)).ShouldBe(Flat(await built.SearchAsync(texts)));
        opened.Dimensions.ShouldBe(26);
    }

    [Fact]
    public async Task An_index_for_another_graph_or_by_another_generator_is_refused_with_the_reason()
    {
        InMemoryKnowledgeGraph graph = Graph();
        await EmbeddingNodeIndex.BuildAsync(graph, FakeEmbeddingGenerator.Letters(), path: File_("a.mrke"));

        (await Refused(() => EmbeddingNodeIndex.OpenAsync(File_("a.mrke"), Graph("measles"), FakeEmbeddingGenerator.Letters()))).ShouldContain("content hash");
        (await Refused(() => EmbeddingNodeIndex.OpenAsync(File_("a.mrke"), graph, FakeEmbeddingGenerator.Letters("other")))).ShouldContain("fake/other");
        (await Refused(() => EmbeddingNodeIndex.OpenAsync(File_("a.mrke"), graph, FakeEmbeddingGenerator.Letters(), new EmbeddingNodeIndexOptions { IncludeSynonyms = false })))
            .ShouldContain("other names");
        (await Refused(() => EmbeddingNodeIndex.OpenAsync(File_("none.mrke"), graph, FakeEmbeddingGenerator.Letters()))).ShouldContain("cannot be opened");
    }

    [Fact]
    public async Task A_wrong_byte_anywhere_or_a_cut_is_a_clear_error()
    {
        InMemoryKnowledgeGraph graph = Graph();
        await EmbeddingNodeIndex.BuildAsync(graph, FakeEmbeddingGenerator.Letters(), path: File_("a.mrke"));
        byte[] good = await File.ReadAllBytesAsync(File_("a.mrke"));

        for (int at = 0; at < good.Length; at++)
        {
            byte[] bad = [.. good];
            bad[at] ^= 0x21;
            await File.WriteAllBytesAsync(File_("b.mrke"), bad);
            await Refused(() => EmbeddingNodeIndex.OpenAsync(File_("b.mrke"), graph, FakeEmbeddingGenerator.Letters()));
        }

        foreach (int length in new[] { 0, 7, 40, good.Length / 2, good.Length - 1, good.Length + 1 })
        {
            await File.WriteAllBytesAsync(File_("b.mrke"), [.. good.Concat(new byte[1]).Take(length)]);
            await Refused(() => EmbeddingNodeIndex.OpenAsync(File_("b.mrke"), graph, FakeEmbeddingGenerator.Letters()));
        }
    }

    [Fact]
    public async Task An_interrupted_build_goes_on_where_it_stopped()
    {
        InMemoryKnowledgeGraph graph = Graph();
        var options = new EmbeddingNodeIndexOptions { BatchSize = 2 };
        int calls = 0;
        FakeEmbeddingGenerator letters = FakeEmbeddingGenerator.Letters();
        var failing = new FakeEmbeddingGenerator("letters", texts => ++calls > 1 ? throw new HttpRequestException("down") : letters.GenerateAsync(texts).GetAwaiter().GetResult().Select(e => e.Vector.ToArray()));
        await Should.ThrowAsync<KnowledgeGraphException>(() => EmbeddingNodeIndex.BuildAsync(graph, failing, options, File_("a.mrke")));
        File.Exists(File_("a.mrke")).ShouldBeFalse();
        File.Exists(File_("a.mrke.partial")).ShouldBeTrue();

        // The process died while it wrote a batch.
        await File.AppendAllTextAsync(File_("a.mrke.partial"), "half a batch");
        FakeEmbeddingGenerator second = FakeEmbeddingGenerator.Letters();
        var progress = new List<EmbeddingIndexProgress>();
        await EmbeddingNodeIndex.BuildAsync(graph, second, options, File_("a.mrke"), new SynchronousProgress(progress));

        second.Batches.Select(batch => batch.Length).ShouldBe([2, 1]);
        progress.Select(step => (step.Completed, step.Total)).ShouldBe([(4, 5), (5, 5)]);
        await EmbeddingNodeIndex.BuildAsync(graph, FakeEmbeddingGenerator.Letters(), path: File_("whole.mrke"));
        (await File.ReadAllBytesAsync(File_("a.mrke"))).ShouldBe(await File.ReadAllBytesAsync(File_("whole.mrke")));
        File.Exists(File_("a.mrke.partial")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_another_graph_left_behind_is_not_taken_over()
    {
        var options = new EmbeddingNodeIndexOptions { BatchSize = 2 };
        int calls = 0;
        var failing = new FakeEmbeddingGenerator("letters", texts => ++calls > 1 ? throw new HttpRequestException("down") : texts.Select(_ => new float[26]));
        await Should.ThrowAsync<KnowledgeGraphException>(() => EmbeddingNodeIndex.BuildAsync(Graph("measles"), failing, options, File_("a.mrke")));

        FakeEmbeddingGenerator generator = FakeEmbeddingGenerator.Letters();
        await EmbeddingNodeIndex.BuildAsync(Graph(), generator, options, File_("a.mrke"));

        generator.Batches.Sum(batch => batch.Length).ShouldBe(5);
    }

    [Fact]
    public async Task A_generator_that_returns_what_cannot_be_used_is_a_typed_error()
    {
        foreach (Func<string[], IEnumerable<float[]>> bad in new Func<string[], IEnumerable<float[]>>[]
        {
            texts => texts.Skip(1).Select(_ => new float[] { 1, 0 }),
            texts => texts.Append("more").Select(_ => new float[] { 1, 0 }),
            texts => texts.Select((_, i) => new float[i == 1 ? 3 : 2]),
            texts => texts.Select(_ => new[] { 1, float.NaN }),
            texts => texts.Select(_ => new[] { 1, float.PositiveInfinity }),
            texts => texts.Select(_ => Array.Empty<float>()),
        })
        {
            await Should.ThrowAsync<ModelOutputException>(() => EmbeddingNodeIndex.BuildAsync(Graph(), new FakeEmbeddingGenerator("bad", bad)));
        }

        var throwing = new FakeEmbeddingGenerator("bad", _ => throw new InvalidOperationException("no"));
        (await Should.ThrowAsync<KnowledgeGraphException>(() => EmbeddingNodeIndex.BuildAsync(Graph(), throwing))).InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task A_query_vector_of_another_size_is_a_typed_error()
    {
        bool isBuilt = false;
        var generator = new FakeEmbeddingGenerator("changing", texts => texts.Select(_ => new float[] { 1, 0, 0 }[..(isBuilt ? 2 : 3)]));
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(Graph(), generator);
        isBuilt = true;

        await Should.ThrowAsync<ModelOutputException>(async () => await index.SearchAsync(["gout"]));
    }

    [Fact]
    public async Task Cancellation_throws_and_leaves_no_index()
    {
        using var source = new CancellationTokenSource();
        var generator = new FakeEmbeddingGenerator("slow", texts =>
        {
            source.Cancel();
            return texts.Select(_ => new float[] { 1 });
        });

        await Should.ThrowAsync<OperationCanceledException>(() => EmbeddingNodeIndex.BuildAsync(
            Graph(), generator, new EmbeddingNodeIndexOptions { BatchSize = 1 }, File_("a.mrke"), cancellationToken: source.Token));

        File.Exists(File_("a.mrke")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_graph_that_lists_no_nodes_is_told_what_it_lacks() =>
        (await Refused(() => EmbeddingNodeIndex.BuildAsync(new ScriptedGraph(), FakeEmbeddingGenerator.Letters()))).ShouldContain("INodeCatalog");

    [Fact]
    public async Task Odd_names_and_odd_texts_are_no_trouble()
    {
        var builder = new KnowledgeGraphBuilder { Name = "odd" };
        string[] names = ["", " ", "x", new string('y', 10_000), "(a+)+$", "\uD83D", "\u202Eabc", "e\u0301"];
        for (int i = 0; i < names.Length; i++)
        {
            builder.AddNode(Node($"O:{i}", names[i], "t"));
        }

        InMemoryKnowledgeGraph graph = builder.Build();
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(graph, await HashedNgramEmbeddingGenerator.CreateAsync(graph), path: File_("odd.mrke"));
        await EmbeddingNodeIndex.OpenAsync(File_("odd.mrke"), graph, await HashedNgramEmbeddingGenerator.CreateAsync(graph));

        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(["x", "(a+)+$", new string('z', 100_000), "\uD83D", "\u200F", "😀"]);

        found[0][0].Node.Id.Value.ShouldBe("O:2");
        found[1][0].Node.Id.Value.ShouldBe("O:4");
        found.Count.ShouldBe(6);
    }

    [Fact]
    public async Task An_empty_graph_gives_an_empty_index()
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder { Name = "empty" }.Build();
        await EmbeddingNodeIndex.BuildAsync(graph, FakeEmbeddingGenerator.Letters(), path: File_("empty.mrke"));

        EmbeddingNodeIndex index = await EmbeddingNodeIndex.OpenAsync(File_("empty.mrke"), graph, FakeEmbeddingGenerator.Letters());

        (await index.SearchAsync(["gout"]))[0].ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> Refused(Func<Task> action) => (await Should.ThrowAsync<KnowledgeGraphException>(action)).Message;

    private static string[] Flat(IReadOnlyList<IReadOnlyList<ScoredNode>> found) =>
        [.. found.SelectMany(list => list.Select(node => $"{node.Node.Id} {node.Score:R} {node.MatchedName}"))];

    private static InMemoryKnowledgeGraph Graph(string extra = "hypertension") => new KnowledgeGraphBuilder { Name = "test" }
        .AddNode(Node("D:1", "asthma", "disease"))
        .AddNode(Node("D:2", "gout", "disease", "podagra", "Gout"))
        .AddNode(Node("D:3", extra, "disease"))
        .AddNode(Node("G:1", "TUGOX", "gene/protein"))
        .Build();

    private static KgNode Node(string id, string name, string type, params string[] synonyms) =>
        new() { Id = new NodeId(id), Name = name, Type = new NodeType(type), Synonyms = synonyms };

    private string File_(string name) => Path.Combine(_folder, name);

    private sealed class SynchronousProgress(List<EmbeddingIndexProgress> steps) : IProgress<EmbeddingIndexProgress>
    {
        public void Report(EmbeddingIndexProgress value) => steps.Add(value);
    }
}
