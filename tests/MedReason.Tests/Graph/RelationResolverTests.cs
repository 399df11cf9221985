namespace MedReason.Tests;

/// <summary>Relations that nothing describes: they never support when their names deny or warn.</summary>
public sealed class RelationResolverTests
{
    private static readonly string[] Harmless =
    [
        "notch", "nodal", "novel", "signaling", "treats", "indicated", "for", "binds", "contralateral", "contraception", "contrast", "nonsense", "node", "normal",
        "notable", "annotation", "unavoidable", "lackluster", "denoted", "abnormal", "knot", "canonical", "noradrenaline",
    ];

    [Theory]
    [InlineData("does_not_treat", Polarity.Absent)]
    [InlineData("doesNotTreat", Polarity.Absent)]
    [InlineData("DoesNotTreat", Polarity.Absent)]
    [InlineData("DOES_NOT_TREAT", Polarity.Absent)]
    [InlineData("does-not-treat", Polarity.Absent)]
    [InlineData("does not treat", Polarity.Absent)]
    [InlineData("doesn't treat", Polarity.Absent)]
    [InlineData("NOT_indicated", Polarity.Absent)]
    [InlineData("NOTIndicated", Polarity.Absent)]
    [InlineData("no_effect_on", Polarity.Absent)]
    [InlineData("never_in", Polarity.Absent)]
    [InlineData("lacks_symptom", Polarity.Absent)]
    [InlineData("absent_in", Polarity.Absent)]
    [InlineData("without", Polarity.Absent)]
    [InlineData("treats/negated", Polarity.Absent)]
    [InlineData("not_contraindicated_in", Polarity.Absent)]
    [InlineData("non_indicated", Polarity.Absent)]
    [InlineData("contraindicatedWhen", Polarity.Contraindicated)]
    [InlineData("contra-indicated", Polarity.Contraindicated)]
    [InlineData("contraindication_of", Polarity.Contraindicated)]
    [InlineData("avoid_in", Polarity.Contraindicated)]
    [InlineData("avoidedWith", Polarity.Contraindicated)]
    [InlineData("is_avoided_unless_not_severe", Polarity.Contraindicated)]
    [InlineData("notch_signaling", Polarity.Affirmed)]
    [InlineData("nodal", Polarity.Affirmed)]
    [InlineData("novel_use", Polarity.Affirmed)]
    [InlineData("contralateral_to", Polarity.Affirmed)]
    [InlineData("contraceptive_for", Polarity.Affirmed)]
    [InlineData("non-covalently_bound_to", Polarity.Affirmed)]
    [InlineData("NO2_exposure", Polarity.Affirmed)]
    [InlineData("unrelated", Polarity.Affirmed)]
    public void A_name_alone_is_affirmed_only_when_no_word_of_it_denies_or_warns(string name, Polarity polarity)
    {
        var resolver = new RelationResolver();
        RelationInfo info = resolver.Resolve(new RelationType(name));

        info.Polarity.ShouldBe(polarity);
        info.ShouldBe(RelationInfo.FromName(new RelationType(name)));
        RelationInfo.FromName(new RelationType("r7"), name).Polarity.ShouldBe(polarity);
        resolver.Undeclared.ShouldBe([new RelationType(name)]);
        (Record.Exception(resolver.ThrowIfDenying) is UndeclaredRelationException).ShouldBe(polarity != Polarity.Affirmed);
    }

    [Fact]
    public void Words_that_only_resemble_a_denial_are_harmless_in_every_style_and_a_denial_among_them_is_found()
    {
        var random = new Random(20);
        Func<string[], string>[] styles =
        [
            words => string.Join('_', words),
            words => string.Join('-', words),
            words => string.Join(' ', words),
            words => string.Join('_', words).ToUpperInvariant(),
            words => string.Concat(words.Select((word, i) => i == 0 ? word : Capitalize(word))),
            words => string.Concat(words.Select(Capitalize)),
        ];
        string[] denials = ["not", "never", "lacks", "lack", "absent", "absence", "without", "negated", "contraindicated", "contraindication", "avoid", "avoided"];
        for (int round = 0; round < 3_000; round++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Harmless[random.Next(Harmless.Length)])];
            string harmless = styles[round % styles.Length](words);
            RelationInfo.FromName(new RelationType(harmless)).Polarity.ShouldBe(Polarity.Affirmed, harmless);
            words[random.Next(words.Length)] = denials[random.Next(denials.Length)];
            string denying = styles[round % styles.Length](words);
            RelationInfo.FromName(new RelationType(denying)).Polarity.ShouldNotBe(Polarity.Affirmed, denying);
        }
    }

    [Fact]
    public void The_message_is_one_line_with_the_lines_to_add()
    {
        var resolver = new RelationResolver();
        foreach (string name in (string[])["does_not_treat", "avoid_in", "lacks,\nodd", "friend_of"])
        {
            resolver.Resolve(new RelationType(name));
        }

        UndeclaredRelationException exception = Should.Throw<UndeclaredRelationException>(resolver.ThrowIfDenying);
        exception.Relations.Select(one => one.Value).ShouldBe(["avoid_in", "does_not_treat", "lacks,\nodd"]);
        exception.Message.ShouldContain("avoid_in,is contraindicated in,is a contraindication to,contraindicated,contraindicated,false,avoid_in");
        exception.Message.ShouldContain("does_not_treat,does not treat,is not treated by,absent,treats,false,does_not_treat");
        exception.Message.ShouldNotContain("friend_of");
        exception.Message.ShouldNotContain('\n');
    }

    [Fact]
    public async Task The_suggested_lines_are_a_table_that_lets_the_relations_pass()
    {
        RelationType[] relations = [new("does_not_treat"), new("contra_indicated"), new("has\"no\",use"), new("neverFoo")];
        string message = new UndeclaredRelationException(relations).Message;
        string[] lines = message[(message.IndexOf("such as: ", StringComparison.Ordinal) + 9)..].Split(" | ");
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes("relation,forward_phrase,reverse_phrase,polarity,meaning,symmetric,family\n" + string.Join('\n', lines)));
        var resolver = new RelationResolver(await RelationVocabulary.ReadAsync(stream, "suggested"));
        relations.Select(relation => resolver.Resolve(relation).Polarity).ShouldBe([Polarity.Absent, Polarity.Contraindicated, Polarity.Absent, Polarity.Absent]);
        resolver.Undeclared.ShouldBeEmpty();
        resolver.ThrowIfDenying();
    }

    [Fact]
    public void The_table_of_the_caller_comes_before_the_built_in_vocabularies_and_these_before_the_name()
    {
        var table = new RelationVocabulary("own", [RelationInfo.FromName(new RelationType("treats")) with { Meaning = RelationMeaning.Palliates }]);
        var resolver = new RelationResolver(table);
        resolver.Resolve(new RelationType("treats"), "heals").Meaning.ShouldBe(RelationMeaning.Palliates);
        resolver.Resolve(new RelationType("biolink:treats"), "heals").ShouldBe(
            RelationVocabulary.Biolink.Find(new RelationType("biolink:treats"))! with { DisplayName = "heals" });
        resolver.Undeclared.ShouldBeEmpty();
        resolver.Resolve(new RelationType("friend_of")).Meaning.ShouldBe(RelationMeaning.Unspecified);
        resolver.Undeclared.Single().Value.ShouldBe("friend_of");
    }

    [Fact]
    public void A_display_name_that_denies_what_the_vocabulary_affirms_leaves_the_relation_undeclared()
    {
        var resolver = new RelationResolver();
        resolver.Resolve(new RelationType("treats"), "does not treat").Polarity.ShouldBe(Polarity.Absent);
        Should.Throw<UndeclaredRelationException>(resolver.ThrowIfDenying);
        new RelationResolver().Resolve(new RelationType("contraindicated_for"), "contraindicated for").Meaning.ShouldBe(RelationMeaning.Contraindicated);
    }

    [Fact]
    public void A_builder_stops_at_an_undeclared_denial_and_goes_on_once_it_is_declared()
    {
        var builder = new KnowledgeGraphBuilder();
        builder.AddNode(new KgNode { Id = new NodeId("D:1"), Name = "aspirin", Type = new NodeType("drug") });
        builder.AddNode(new KgNode { Id = new NodeId("M:1"), Name = "asthma", Type = new NodeType("disease") });
        foreach (string relation in (string[])["does_not_treat", "contraindicatedFor", "treats"])
        {
            builder.AddEdge(new KgEdge { Source = new NodeId("D:1"), Target = new NodeId("M:1"), Relation = new RelationType(relation) });
        }

        Should.Throw<UndeclaredRelationException>(() => builder.Build()).Relations.ShouldBe([new RelationType("does_not_treat")]);
        builder.AddRelation(RelationInfo.FromName(new RelationType("does_not_treat")));
        using InMemoryKnowledgeGraph graph = builder.Build();
        graph.Relations.Select(one => one.Polarity).ShouldBe([Polarity.Contraindicated, Polarity.Absent, Polarity.Affirmed]);
    }

    private static string Capitalize(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
