using FsCheck;
using FsCheck.Fluent;
using static MedReason.Tests.Paths.Ranking.RankingCases;

namespace MedReason.Tests.Paths.Ranking;

/// <summary>What holds of the ranking on any small graph: 200 graphs; 5,000 where MEDREASON_LONG_TESTS=1.</summary>
public sealed class RankingProperties
{
    private static readonly int MaxTest = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 5_000 : 200;
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(MaxTest).WithReplay(1_904_161_203UL, 7_391UL);
    private static readonly string[] Nodes = ["disease:a", "disease:b", "disease:c", "drug:a", "drug:b", "drug:c", "gene:a", "gene:b", "gene:c", "gene:d"];

    private static readonly Gen<Case> Cases =
        from edges in Gen.ArrayOf(
            from source in Gen.Elements(Nodes)
            from relation in Gen.Elements("causes", "causes", "causes", "treats", "absent_in", "contraindication")
            from target in Gen.Elements(Nodes)
            select $"{source} {relation} {target}",
            24)
        from denied in Gen.Choose(0, 5)
        from ask in Gen.Elements(QuestionAsk.Affirm, QuestionAsk.Except)
        from seeks in Gen.Elements(Polarity.Affirmed, Polarity.Affirmed, Polarity.Contraindicated)
        from maxPaths in Gen.Choose(1, 6)
        from seed in Gen.Choose(0, 1_000)
        select new Case([.. edges.Distinct()], denied, ask, seeks, maxPaths, seed);

    [Fact]
    public void The_evidence_depends_neither_on_the_order_of_edges_and_nodes_nor_on_that_of_links_and_pairs() =>
        Check.One(Config, Prop.ForAll(Arb.From(Cases), test =>
        {
            var random = new Random(test.Seed);
            string[] edges = [.. test.Edges];
            EntityLink[] links = test.GetLinks();
            string expected = Describe(test, Rank(test, edges, links, static pairs => { }));
            random.Shuffle(edges);
            random.Shuffle(links);
            Describe(test, Rank(test, edges, links, random.Shuffle)).ShouldBe(expected, test.ToString());
        }));

    [Fact]
    public void A_score_is_the_sum_of_its_parts_and_a_chance_lies_between_nothing_and_certainty() =>
        Check.One(Config, Prop.ForAll(Arb.From(Cases), test =>
        {
            EvidenceSet evidence = Rank(test, test.Edges, test.GetLinks(), static pairs => { });
            foreach (EvidencePath path in evidence.Paths)
            {
                path.Parts.Sum(part => part.Value).ShouldBe(path.Score, 1e-8, test.ToString());
                path.Parts.ShouldAllBe(part => part.Value <= 0);
                path.PValue.ShouldNotBeNull().ShouldBeInRange(double.Epsilon, 1, test.ToString());
            }

            evidence.Contrast.ShouldAllBe(option => option.Score >= 0 && double.IsFinite(option.Score));
            evidence.Contrast.ShouldAllBe(option => option.Score > 0 == (option.Support == OptionSupport.Supported || option.Support == OptionSupport.Mixed));
        }));

    [Fact]
    public void Every_entity_of_the_question_that_has_paths_to_an_option_gets_one_of_that_options_places() =>
        Check.One(Config, Prop.ForAll(Arb.From(Cases), test =>
        {
            EntityLink[] links = test.GetLinks();
            EvidenceSet all = Rank(test with { MaxPaths = 1_000 }, test.Edges, links, static pairs => { });
            EvidenceSet few = Rank(test, test.Edges, links, static pairs => { });
            foreach (IGrouping<string?, EvidencePath> option in all.Paths.GroupBy(path => path.OptionLabel))
            {
                EvidencePath[] ranked = [.. few.Paths.Where(path => path.OptionLabel == option.Key)];
                int starts = option.Select(path => path.Path.Nodes[0].Id).Distinct().Count();
                ranked.Length.ShouldBeLessThanOrEqualTo(test.MaxPaths);
                ranked.Select(path => path.Path.Nodes[0].Id).Distinct().Count().ShouldBe(Math.Min(starts, test.MaxPaths), test.ToString());
            }
        }));

    private static EvidenceSet Rank(Case test, string[] edges, EntityLink[] links, Action<PairSearchResult[]> order)
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph([.. edges, .. Nodes.Select(node => $"{node} causes gene:all")]);
        MedicalQuestion question = Question("a", "b", "c") with { Ask = test.Ask, Seeks = test.Seeks };
        RankingRequest request = RequestAsync(graph, question, links).GetAwaiter().GetResult();
        PairSearchResult[] pairs = [.. request.Search.Pairs];
        order(pairs);
        var ranker = new EvidencePathRanker(new EvidencePathRankerOptions { Significance = new PairSignificanceOptions { MatchedNodes = 2 } });
        return ranker.RankAsync(
            graph,
            request with { Search = request.Search with { Pairs = pairs }, MaxPaths = test.MaxPaths, Visibility = AnswerVisibility.Shown }).GetAwaiter().GetResult();
    }

    private static string Describe(Case test, EvidenceSet evidence) => string.Join(
        '\n',
        [
            test.ToString(),
            .. evidence.Paths.Select(path => $"{path.OptionLabel} {path.Path} {path.Score:R} {path.Stance} {path.PValue:R}"),
            .. evidence.Contrast.Select(option => $"{option.Label} {option.Support} {option.Score:R} {string.Join(',', option.DistinctNodes)}"),
            evidence.FavoredLabel ?? "undecided",
        ]);

    private sealed record Case(string[] Edges, int Denied, QuestionAsk Ask, Polarity Seeks, int MaxPaths, int Seed)
    {
        public EntityLink[] GetLinks() =>
        [
            .. Nodes[..3].Select((node, index) => Link(node, MentionRole.Question, assertion: index == Denied ? Assertion.Absent : Assertion.Present)),
            .. Nodes[3..6].Select((node, index) => Link(node, MentionRole.Option, ((char)('A' + index)).ToString())),
        ];

        public override string ToString() => $"{Ask} {Seeks} denied {Denied} paths {MaxPaths} seed {Seed}: {string.Join("; ", Edges)}";
    }
}
