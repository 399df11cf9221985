namespace MedReason.Tests;

/// <summary>An accepted chain has an argument: a path that bears on what is asked, from what is told of the patient to the answer itself.</summary>
public sealed class ArgumentTests
{
    private static readonly RunOptions Shown = new() { Visibility = AnswerVisibility.Shown };

    /// <summary>With a table that takes a finding of two of six diseases as an argument, which the shipped one holds for too common.</summary>
    private static readonly RunOptions Lenient = Shown with
    {
        Arguments = ArgumentTable.Parse(
            """
            intent,effect,steps,min_starts,min_share,weight,name
            diagnosis,supports,presents<,1,0.4,1,the finding is a feature of the answer
            """),
    };

    [Theory]
    [InlineData("spironolactone", "A man has hyperkalemia. Which drug should be given?", ReasonCodes.NoArgument)]
    [InlineData("lisinopril", "A man has a cough. Which drug is the best treatment?", ReasonCodes.NoArgument)]
    [InlineData("torasemide", "Which gene does lisinopril act on?", ReasonCodes.NoArgument)]
    [InlineData("furosemide", "A man has hyperkalemia. Which drug should be given?", null)]
    [InlineData("lisinopril", "A man has heart failure. Which drug is the best treatment?", null)]
    [InlineData("lisinopril", "A man has a cough. Which drug is the most likely cause?", null)]
    [InlineData("ACE", "What is the target of lisinopril's mechanism of action?", null)]
    [InlineData("cough", "A man takes lisinopril. Which adverse effect of the drug is most likely?", null)]
    public async Task A_path_supports_an_answer_only_where_it_bears_on_what_is_asked(string answer, string text, string? reason)
    {
        ReasoningResult result = await Pipeline().RunAsync(new MedicalQuestion { Id = "q", Text = text, Answer = answer }, Shown);

        result.Reason.ShouldBe(reason);
        result.Outcome.ShouldBe(reason is null ? ReasoningOutcome.Accepted : ReasoningOutcome.Rejected);
        (result.Evidence!.Grade >= EvidenceGrade.Supporting).ShouldBe(reason is null);
    }

    [Fact]
    public async Task A_harm_of_the_drug_is_named_where_the_question_asks_for_a_treatment()
    {
        ReasoningResult result = await Pipeline().RunAsync(
            new MedicalQuestion { Id = "q", Text = "A man has hyperkalemia. Which drug should be given?", Answer = "spironolactone" }, Shown);

        result.Detail.ShouldBe("Asked for Treatment, the graph counts against the answer: the answer causes the finding.");
    }

    [Fact]
    public async Task An_answer_that_the_graph_argues_against_is_contested_and_names_the_option()
    {
        MedicalQuestion question = ClinicQuestions.Diagnosis with { AnswerLabel = "A", Answer = "Myasthenia gravis" };
        ReasoningResult result = await TestPipeline.Create(options: Lenient).RunAsync(question);

        (result.Outcome, result.FailedStage, result.Reason).ShouldBe((ReasoningOutcome.Rejected, StageNames.Rank, ReasonCodes.Contested));
        result.Evidence!.ContestedBy.ShouldBe("B");
        result.Evidence.Grade.ShouldBe(EvidenceGrade.Associated);
    }

    [Fact]
    public async Task What_argues_for_every_option_alike_argues_for_none()
    {
        MedicalQuestion question = new()
        {
            Id = "q",
            Text = "A man has ptosis. What is the most likely diagnosis?",
            Options = ClinicQuestions.Options("Botulism", "Myasthenia gravis"),
            AnswerLabel = "A",
            Answer = "Botulism",
        };
        ReasoningResult result = await TestPipeline.Create(options: Lenient).RunAsync(question);

        result.Reason.ShouldBe(ReasonCodes.NotSpecific);
    }

    [Fact]
    public async Task A_finding_that_many_diseases_share_is_no_argument_by_itself()
    {
        MedicalQuestion question = new() { Id = "q", Text = "A man has ptosis. What is the most likely diagnosis?", Answer = "Botulism" };

        (await TestPipeline.Create(options: Shown).RunAsync(question)).Reason.ShouldBe(ReasonCodes.NoArgument);
        (await TestPipeline.Create(options: Lenient).RunAsync(question)).Reason.ShouldBeNull();
    }

    [Fact]
    public async Task The_arguments_of_each_option_stand_in_the_contrast_with_what_they_are_worth()
    {
        ReasoningResult result = await TestPipeline.Create(options: Shown).RunAsync(ClinicQuestions.Diagnosis);

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        result.Evidence!.Intent!.Intent.ShouldBe(QuestionIntent.Diagnosis);
        OptionEvidence botulism = result.Evidence.Contrast.Single(option => option.Label == "B");
        EvidenceArgument argument = botulism.Arguments.Single();
        argument.Starts.ShouldBe([ClinicGraph.Id("ptosis"), ClinicGraph.Id("areflexia")]);

        // Six of the seven diseases present something: ptosis narrows them down to two, areflexia to one.
        argument.Bits.ShouldBe(Math.Log2(7 / 3d) + Math.Log2(7 / 2d), 1e-6);
        botulism.Strength.ShouldBe(argument.Bits);
        result.Evidence.Paths.ShouldAllBe(path => path.Stance == EvidenceStance.Opposes || path.Argument != null);
    }

    [Fact]
    public async Task In_answer_mode_no_answer_is_given_without_a_lead()
    {
        var answer = new RunOptions { Mode = ReasoningMode.Answer };
        ReasoningResult result = await TestPipeline.Create(options: answer).RunAsync(ClinicQuestions.Diagnosis with { Answer = null, AnswerLabel = null });

        result.Reason.ShouldBe(ReasonCodes.Undecided);
        result.Evidence!.FavoredLabel.ShouldBe("B");
    }

    [Theory]
    [InlineData(ReasoningMode.Explain, "Which drug is the best treatment?", ReasonCodes.NoArgument)]
    [InlineData(ReasoningMode.Explain, "Tell me more.", ReasonCodes.NoArgument)]
    [InlineData(ReasoningMode.Answer, "Which drug is the best treatment?", ReasonCodes.Undecided)]
    public async Task A_graph_whose_relations_have_no_meaning_is_named_as_the_reason(ReasoningMode mode, string ask, string reason)
    {
        var builder = new KnowledgeGraphBuilder { Name = "Own", Version = "1" };
        builder.AddRelation(new RelationInfo
        {
            Relation = new RelationType("own:helps"),
            Family = "own:helps",
            DisplayName = "helps",
            ForwardPhrase = "helps in",
            ReversePhrase = "is helped by",
        });
        foreach ((string type, string name) in ((string, string)[])[("drug", "colchicine"), ("drug", "probenecid"), ("disease", "gout")])
        {
            builder.AddNode(new KgNode { Id = ClinicGraph.Id(name), Name = name, Type = new NodeType(type) });
        }

        builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("colchicine"), Relation = new RelationType("own:helps"), Target = ClinicGraph.Id("gout") });
        MedicalQuestion question = new()
        {
            Id = "q",
            Text = "A man has gout. " + ask,
            Options = ClinicQuestions.Options("colchicine", "probenecid"),
            AnswerLabel = "A",
            Answer = "colchicine",
        };
        ReasoningResult result = await TestPipeline.Create(builder.Build()).RunAsync(question, new RunOptions { Mode = mode });

        result.Reason.ShouldBe(reason);
        result.Detail.ShouldBe(
            "None of the graph's relations has a meaning that an argument uses; give it a relation table, or set MinGrade to None.");
    }

    [Fact]
    public void The_default_is_what_an_accepted_chain_needs_to_be_an_argument() => new RunOptions().MinGrade.ShouldBe(EvidenceGrade.Supporting);

    [Fact]
    public async Task Of_nodes_of_one_name_those_are_chosen_that_can_argue()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        AddNode(builder, "effect/phenotype", "Botulism", "T:twin");
        AddEdge(builder, ClinicGraph.SideEffect, ClinicGraph.Id("propranolol"), new NodeId("T:twin"));
        ReasoningPipeline pipeline = TestPipeline.Create(builder.Build(), linker: new SwappingLinker(), options: Shown);

        ReasoningResult result = await pipeline.RunAsync(ClinicQuestions.Diagnosis);

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        EntityLink link = result.Links.Single(link => link.Mention is { Role: MentionRole.Option, OptionLabel: "B" });
        link.Node!.Id.ShouldBe(ClinicGraph.Id("botulism"));
        link.Twins.ShouldBe([new NodeId("T:twin")]);
    }

    [Fact]
    public async Task A_mention_that_means_two_nodes_of_one_name_counts_once()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        AddNode(builder, "disease", "Ptosis", "T:twin");
        AddEdge(builder, ClinicGraph.Indication, ClinicGraph.Id("pyridostigmine"), new NodeId("T:twin"));
        AddEdge(builder, ClinicGraph.Finding, ClinicGraph.Id("botulism"), new NodeId("T:twin"));
        MedicalQuestion question = ClinicQuestions.Diagnosis with { Text = "A man has ptosis and areflexia. Which drug should be given?" };
        ReasoningResult result = await TestPipeline.Create(builder.Build(), options: Shown with { MinGrade = EvidenceGrade.Associated })
            .RunAsync(question with { Options = ClinicQuestions.Options("Pyridostigmine", "Botulinum antitoxin"), Answer = "Botulinum antitoxin" });

        result.Links.Count(link => link is { Node: not null, Mention: { Role: MentionRole.Question, Text: "ptosis" } }).ShouldBe(2);
        result.Evidence!.Contrast.SelectMany(option => option.Arguments).SelectMany(argument => argument.Starts.GroupBy(start => start))
            .ShouldAllBe(start => start.Count() == 1);
        result.Evidence.Contrast.SelectMany(option => option.Arguments).SelectMany(argument => argument.Starts).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_decision_needs_a_graph_that_could_have_argued_for_every_option()
    {
        var answer = new RunOptions { MinGrade = EvidenceGrade.Supporting, Mode = ReasoningMode.Answer };
        MedicalQuestion question = ClinicQuestions.Diagnosis with { Answer = null, AnswerLabel = null };
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        for (int i = 0; i < 40; i++)
        {
            AddNode(builder, "disease", $"disease {i}", $"T:d{i}");
            AddEdge(builder, ClinicGraph.Finding, new NodeId($"T:d{i}"), ClinicGraph.Id("fever"));
        }

        ReasoningPipeline pipeline = TestPipeline.Create(builder.Build(), options: answer);
        ReasoningResult decided = await pipeline.RunAsync(question);

        // Nothing is known of the findings of scurvy, so that no lead over it means anything.
        ReasoningResult undecided = await pipeline.RunAsync(
            question with { Options = ClinicQuestions.Options("Myasthenia gravis", "Botulism", "Gout", "Scurvy") });

        decided.Evidence!.Grade.ShouldBe(EvidenceGrade.Discriminating);
        undecided.Evidence!.Grade.ShouldBe(EvidenceGrade.Supporting);
        undecided.Reason.ShouldBe(ReasonCodes.Undecided);
    }

    [Fact]
    public async Task Words_that_the_question_shares_with_what_is_joined_to_an_option_are_a_part_of_the_comparison()
    {
        MedicalQuestion question = ClinicQuestions.Diagnosis with { Text = ClinicQuestions.Diagnosis.Text + " Reflexes, areflexia in particular, are noted." };
        ReasoningResult result = await TestPipeline.Create(options: Shown).RunAsync(question);

        OptionEvidence botulism = result.Evidence!.Contrast.Single(option => option.Label == "B");
        botulism.Parts.Select(part => part.Name).ShouldBe(["arguments", "words", "definition"]);
        botulism.Parts.Take(2).ShouldAllBe(part => part.Value > 0);
        botulism.Parts[0].Value.ShouldBe(0.15 * Math.Sqrt(botulism.Strength), 1e-9);
    }

    [Fact]
    public async Task The_definition_of_an_option_counts_by_how_far_the_question_fits_it_above_the_mean_of_the_options()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        AddNode(builder, "disease", "tick paralysis", "T:ticks", "Weakness after the bite of a tick that a camper carries home.");
        AddNode(builder, "disease", "porphyria", "T:porphyria", "A disorder of pigments.");
        MedicalQuestion question = ClinicQuestions.Diagnosis with
        {
            Text = ClinicQuestions.Diagnosis.Text + " She is a camper and found a tick.",
            Options = ClinicQuestions.Options("Botulism", "Tick paralysis", "Porphyria"),
            Answer = "Botulism",
            AnswerLabel = "A",
        };

        ReasoningResult result = await TestPipeline.Create(builder.Build(), options: Shown with { MinGrade = EvidenceGrade.Associated }).RunAsync(question);

        double[] parts = [.. result.Evidence!.Contrast.Select(option => option.Parts.Single(part => part.Name == "definition").Value)];
        parts[0].ShouldBe(0, "nothing defines it, so that it counts as the mean");
        parts[1].ShouldBeGreaterThan(0);
        parts[2].ShouldBe(-parts[1]);
    }

    [Fact]
    public async Task A_table_of_ones_own_replaces_the_shipped_one()
    {
        var table = ArgumentTable.Parse("intent,effect,steps,min_starts,min_share,weight,name\ntreatment,supports,causes<,1,0,1,like cures like\n");
        ReasoningResult result = await Pipeline().RunAsync(
            new MedicalQuestion { Id = "q", Text = "A man has hyperkalemia. Which drug should be given?", Answer = "spironolactone" },
            Shown with { Arguments = table });

        result.Evidence!.Grade.ShouldBe(EvidenceGrade.Supporting);
        result.Evidence.Paths[0].Argument.ShouldBe("like cures like");
    }

    [Fact]
    public async Task What_only_makes_an_answer_plausible_does_not_tell_two_drugs_of_one_indication_apart()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("sumatriptan"), Target = ClinicGraph.Id("ADRB2"), Relation = new RelationType(ClinicGraph.Target) });
        MedicalQuestion question = new()
        {
            Id = "q",
            Text = "A man has migraine. Which drug is the best treatment?",
            Options = ClinicQuestions.Options("Sumatriptan", "Propranolol"),
            AnswerLabel = "A",
            Answer = "Sumatriptan",
        };
        RunOptions options = Shown with
        {
            Arguments = ArgumentTable.Parse(
                """
                intent,effect,steps,min_starts,min_share,weight,name
                treatment,supports,treats<,1,0,1,the condition is treated by the answer
                treatment,supports_weakly,treats< targets> targets<,1,0,0.2,a drug of the condition acts on what the answer acts on
                treatment,counts_against,causes<,1,0,1,the answer causes the finding
                """),
        };

        ReasoningResult result = await TestPipeline.Create(builder.Build(), options: options).RunAsync(question);

        result.Reason.ShouldBe(ReasonCodes.NotSpecific);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(60, ReasonCodes.NoArgument)]
    public async Task An_answer_in_which_nearly_everything_takes_part_is_argued_for_by_nothing(int members, string? reason)
    {
        var builder = new KnowledgeGraphBuilder { Name = "pathways" };
        AddNode(builder, "drug", "carbamazepine", "T:drug");
        AddNode(builder, "pathway", "Metabolism", "T:pathway");
        builder.AddRelation(RelationVocabulary.PrimeKg.Find(new RelationType("drug_protein/target"))!);
        builder.AddRelation(RelationVocabulary.PrimeKg.Find(new RelationType("pathway_protein"))!);
        for (int i = 0; i < 100; i++)
        {
            AddNode(builder, "gene/protein", $"GENE{i}", $"T:gene{i}");
            AddNode(builder, "pathway", $"Pathway number {i}", $"T:pathway{i}");
            AddNode(builder, "drug", $"Drug number {i}", $"T:drug{i}");
            AddEdge(builder, "drug_protein/target", new NodeId($"T:drug{i}"), new NodeId($"T:gene{i}"));
            AddEdge(builder, "pathway_protein", new NodeId($"T:pathway{i}"), new NodeId($"T:gene{i}"));
            if (i < members)
            {
                AddEdge(builder, "pathway_protein", new NodeId("T:pathway"), new NodeId($"T:gene{i}"));
            }
        }

        AddEdge(builder, "drug_protein/target", new NodeId("T:drug"), new NodeId("T:gene1"));
        ReasoningResult result = await TestPipeline.Create(builder.Build(), options: Shown).RunAsync(
            new MedicalQuestion { Id = "q", Text = "Which process does carbamazepine act on?", Answer = "Metabolism" });

        result.Evidence!.Intent!.Intent.ShouldBe(QuestionIntent.Mechanism);
        result.Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("Aortic aneurysm", null)]
    [InlineData("Ruptured abdominal aortic aneurysm", ReasonCodes.NoArgument)]
    public async Task What_is_seen_in_another_kind_is_no_argument_for_an_answer_that_names_its_own_kind(string answer, string? reason)
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddRelation(RelationVocabulary.Obo.Find(new RelationType("is_a"))!);
        AddNode(builder, "disease", "aortic aneurysm", "T:aneurysm");
        AddNode(builder, "disease", "thoracic aortic aneurysm", "T:thoracic");
        AddNode(builder, "effect/phenotype", "hoarseness", "T:hoarseness");
        builder.AddSynonym(new NodeId("T:aneurysm"), "ruptured abdominal aortic aneurysm");
        AddEdge(builder, "is_a", new NodeId("T:thoracic"), new NodeId("T:aneurysm"));
        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:thoracic"), new NodeId("T:hoarseness"));
        ReasoningResult result = await TestPipeline.Create(builder.Build(), options: Shown).RunAsync(
            new MedicalQuestion { Id = "q", Text = "A man has hoarseness. What is the most likely diagnosis?", Answer = answer });

        result.Reason.ShouldBe(reason);
    }

    /// <summary>Jaundice is a kind of cholestasis in the ontology; that few diseases state the latter makes neither of them a rarer finding.</summary>
    [Fact]
    public async Task A_finding_is_worth_no_more_by_the_class_that_it_belongs_to()
    {
        KnowledgeGraphBuilder builder = CreateFindings(100);
        AddNode(builder, "effect/phenotype", "jaundice", "T:jaundice");
        AddNode(builder, "effect/phenotype", "cholestasis", "T:cholestasis");
        AddEdge(builder, "is_a", new NodeId("T:jaundice"), new NodeId("T:cholestasis"));
        for (int i = 0; i < 30; i++)
        {
            AddEdge(builder, ClinicGraph.Finding, new NodeId($"T:d{i}"), new NodeId("T:jaundice"));
        }

        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:d0"), new NodeId("T:cholestasis"));
        ReasoningResult result = await RunAsync(builder.Build(), "An infant has jaundice. What is the most likely diagnosis?", "disease 0", "disease 1");

        result.Reason.ShouldBe(ReasonCodes.NoArgument);
        result.Evidence!.Contrast.Select(option => option.Strength).Distinct().ShouldHaveSingleItem();
        result.Evidence.Contrast.SelectMany(option => option.Arguments).ShouldAllBe(argument => argument.Effect == ArgumentEffect.SupportsWeakly);
    }

    [Fact]
    public async Task Findings_add_up_over_the_ways_in_which_the_hierarchy_joins_them_to_the_answer()
    {
        KnowledgeGraphBuilder builder = CreateFindings(100);
        AddNode(builder, "effect/phenotype", "lenticonus", "T:lenticonus");
        AddNode(builder, "effect/phenotype", "anterior lenticonus", "T:anterior");
        AddNode(builder, "effect/phenotype", "hematuria", "T:hematuria");
        AddEdge(builder, "is_a", new NodeId("T:anterior"), new NodeId("T:lenticonus"));
        for (int i = 0; i < 12; i++)
        {
            AddEdge(builder, ClinicGraph.Finding, new NodeId($"T:d{i}"), new NodeId("T:lenticonus"));
            AddEdge(builder, ClinicGraph.Finding, new NodeId($"T:d{i + 11}"), new NodeId("T:hematuria"));
        }

        InMemoryKnowledgeGraph graph = builder.Build();
        ReasoningResult both = await RunAsync(graph, "A man has anterior lenticonus and hematuria. What is the most likely diagnosis?", "disease 11", "disease 20");
        ReasoningResult one = await RunAsync(graph, "A man has anterior lenticonus. What is the most likely diagnosis?", "disease 11", "disease 20");

        both.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        both.Evidence!.Contrast[0].Arguments.Select(argument => argument.Name)
            .ShouldBe(["the finding is a feature of the answer", "the finding is a kind of a feature of the answer"]);
        one.Reason.ShouldBe(ReasonCodes.NoArgument);
    }

    [Fact]
    public async Task What_the_answer_presents_a_kind_of_is_no_argument_and_not_called_nothing()
    {
        KnowledgeGraphBuilder builder = CreateFindings(100);
        AddNode(builder, "effect/phenotype", "cholestasis", "T:cholestasis");
        AddNode(builder, "effect/phenotype", "jaundice", "T:jaundice");
        AddNode(builder, "effect/phenotype", "pruritus", "T:pruritus");
        AddEdge(builder, "is_a", new NodeId("T:jaundice"), new NodeId("T:cholestasis"));
        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:d0"), new NodeId("T:pruritus"));
        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:d0"), new NodeId("T:jaundice"));
        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:d1"), new NodeId("T:jaundice"));
        ReasoningResult result = await RunAsync(
            builder.Build(), "A man has cholestasis and pruritus. What is the most likely diagnosis?", "disease 0", "disease 1", "disease 2");

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        result.Chain!.Text.ShouldNotContain("cholestasis includes");
        result.Chain.Text.ShouldContain("For disease 1 (option B) the graph holds only weaker arguments, which are not cited.");
        result.Chain.Text.ShouldContain("For disease 2 (option C) the graph holds no argument");
    }

    [Fact]
    public async Task A_finding_of_which_another_one_is_a_kind_adds_nothing()
    {
        KnowledgeGraphBuilder builder = CreateFindings(100);
        AddNode(builder, "effect/phenotype", "headache", "T:headache");
        AddNode(builder, "effect/phenotype", "migraine aura", "T:aura");
        AddEdge(builder, "is_a", new NodeId("T:aura"), new NodeId("T:headache"));
        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:d0"), new NodeId("T:headache"));
        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:d0"), new NodeId("T:aura"));
        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:d2"), new NodeId("T:headache"));
        ReasoningResult result = await RunAsync(builder.Build(), "A man has headache and migraine aura. What is the most likely diagnosis?", "disease 0", "disease 1");

        result.Evidence!.Contrast[0].Arguments.Where(argument => argument.Effect == ArgumentEffect.Supports).SelectMany(argument => argument.Starts)
            .ShouldBe([new NodeId("T:aura")]);
    }

    [Fact]
    public async Task A_finding_of_one_kind_argues_for_the_disease_the_less_the_more_kinds_lack_it()
    {
        ReasoningResult one = await RunAsync(1);
        ReasoningResult two = await RunAsync(2);
        ReasoningResult forty = await RunAsync(40);

        one.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        (one.Evidence!.Contrast[0].Strength - two.Evidence!.Contrast[0].Strength).ShouldBe(0.8, 0.02, "half as likely is a bit less, and the line weighs 0.8");
        forty.Reason.ShouldBe(ReasonCodes.NoArgument);

        static Task<ReasoningResult> RunAsync(int forms)
        {
            KnowledgeGraphBuilder builder = CreateForms(forms);
            AddEdge(builder, ClinicGraph.Finding, new NodeId("T:form0"), new NodeId("T:lenticonus"));
            return ArgumentTests.RunAsync(builder.Build(), "A man has lenticonus. What is the most likely diagnosis?", "Alport syndrome", "disease 1");
        }
    }

    [Fact]
    public async Task A_finding_that_every_kind_has_or_has_a_kind_of_is_worth_what_it_is_in_one_kind()
    {
        (ReasoningResult some, ReasoningResult all) = (await RunAsync(4, 2), await RunAsync(4, 4));

        // Twice as many diseases present it, so that the finding itself says 0.7 bits less (four of some 110 against two); but no kind lacks it any more.
        (all.Evidence!.Contrast[0].Strength - some.Evidence!.Contrast[0].Strength).ShouldBe(0.8 * (1 - Math.Log2(5d / 3)), 0.02);

        static Task<ReasoningResult> RunAsync(int forms, int having)
        {
            KnowledgeGraphBuilder builder = CreateForms(forms);
            AddEdge(builder, "is_a", new NodeId("T:anterior"), new NodeId("T:lenticonus"));
            for (int i = 0; i < having; i++)
            {
                AddEdge(builder, ClinicGraph.Finding, new NodeId($"T:form{i}"), new NodeId(i == 0 ? "T:lenticonus" : "T:anterior"));
            }

            return ArgumentTests.RunAsync(builder.Build(), "A man has lenticonus. What is the most likely diagnosis?", "Alport syndrome", "disease 1");
        }
    }

    [Fact]
    public async Task The_findings_of_a_disease_and_of_a_kind_of_it_count_once()
    {
        double kind = await StrengthAsync(false);
        double both = await StrengthAsync(true);

        both.ShouldBeGreaterThan(kind, "a feature of the disease itself counts more than one of a kind of it");
        both.ShouldBeLessThan(1.5 * kind);

        static async Task<double> StrengthAsync(bool isFeatureOfBoth)
        {
            KnowledgeGraphBuilder builder = CreateForms(1);
            AddEdge(builder, ClinicGraph.Finding, new NodeId("T:form0"), new NodeId("T:lenticonus"));
            if (isFeatureOfBoth)
            {
                AddEdge(builder, ClinicGraph.Finding, new NodeId("T:alport"), new NodeId("T:lenticonus"));
            }

            ReasoningResult result = await RunAsync(builder.Build(), "A man has lenticonus. What is the most likely diagnosis?", "Alport syndrome", "disease 1");
            return result.Evidence!.Contrast[0].Strength;
        }
    }

    [Fact]
    public async Task A_finding_of_a_kind_argues_for_a_disease_that_is_asked_for_as_the_cause()
    {
        KnowledgeGraphBuilder builder = CreateForms(1);
        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:form0"), new NodeId("T:lenticonus"));
        ReasoningResult result = await RunAsync(builder.Build(), "A man has lenticonus. What is the most likely cause?", "Alport syndrome", "disease 1");

        (result.Outcome, result.Evidence!.Intent!.Intent).ShouldBe((ReasoningOutcome.Accepted, QuestionIntent.Cause));
    }

    [Theory]
    [InlineData("lenticonus", "the finding is a feature of what is remotely a kind of the answer")]
    [InlineData("anterior lenticonus", "the finding is a kind of a feature of a kind of the answer")]
    public async Task A_kind_of_a_kind_and_a_kind_of_a_feature_argue_too(string finding, string argument)
    {
        KnowledgeGraphBuilder builder = CreateForms(1);
        bool isRemote = finding == "lenticonus";
        AddNode(builder, "disease", "X-linked Alport syndrome 1", "T:remote");
        AddEdge(builder, "is_a", new NodeId("T:remote"), new NodeId("T:form0"));
        AddEdge(builder, "is_a", new NodeId("T:anterior"), new NodeId("T:lenticonus"));
        AddEdge(builder, ClinicGraph.Finding, new NodeId(isRemote ? "T:remote" : "T:form0"), new NodeId("T:lenticonus"));
        ReasoningResult result = await RunAsync(builder.Build(), $"A man has {finding}. What is the most likely diagnosis?", "Alport syndrome", "disease 1");

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
        result.Evidence!.Contrast[0].Arguments.ShouldHaveSingleItem().Name.ShouldBe(argument);
    }

    [Theory]
    [InlineData("disease 0", "disease 1", null)]
    [InlineData("disease 0", "unknown disease", ReasonCodes.NotSpecific)]
    public async Task One_finding_argues_only_where_the_graph_could_have_argued_for_another_option(string answer, string other, string? reason)
    {
        KnowledgeGraphBuilder builder = CreateFindings(100);
        AddNode(builder, "effect/phenotype", "bone pain", "T:pain");
        AddNode(builder, "disease", "unknown disease", "T:unknown");
        AddEdge(builder, ClinicGraph.Finding, new NodeId("T:d0"), new NodeId("T:pain"));
        ReasoningResult result = await RunAsync(builder.Build(), "A man has bone pain. What is the most likely diagnosis?", answer, other);

        result.Reason.ShouldBe(reason);
        (result.Detail?.StartsWith("One finding argues for the answer", StringComparison.Ordinal) ?? false).ShouldBe(reason is not null);
    }

    [Theory]
    [InlineData("allopurinol", null)]
    [InlineData("allopurinol and carboprost", ReasonCodes.NoArgument)]
    public async Task Of_two_drugs_given_together_each_is_argued_for(string answer, string? reason)
    {
        MedicalQuestion question = new()
        {
            Id = "q",
            Text = "A man has gout. Which drug is the best treatment?",
            Options = ClinicQuestions.Options(answer, "salbutamol"),
            AnswerLabel = "A",
            Answer = answer,
        };

        (await TestPipeline.Create(options: Shown).RunAsync(question)).Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(90, ReasonCodes.NoArgument)]
    public async Task A_side_effect_of_very_many_drugs_is_no_argument(int drugs, string? reason)
    {
        foreach (string text in (string[])["A man takes amidarone. Which adverse effect of the drug is most likely?", "A man has lethargy. Which drug is the most likely cause?"])
        {
            KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
            AddNode(builder, "effect/phenotype", "lethargy", "T:lethargy");
            AddNode(builder, "drug", "amidarone", "T:drug");
            AddEdge(builder, ClinicGraph.SideEffect, new NodeId("T:drug"), new NodeId("T:lethargy"));
            for (int i = 0; i < 130; i++)
            {
                AddNode(builder, "drug", $"drug number {i}", $"T:drug{i}");
                AddNode(builder, "effect/phenotype", $"effect number {i}", $"T:effect{i}");
                AddEdge(builder, ClinicGraph.SideEffect, new NodeId($"T:drug{i}"), new NodeId(i < drugs ? "T:lethargy" : $"T:effect{i}"));
            }

            bool asksForEffect = text.Contains("amidarone", StringComparison.Ordinal);
            ReasoningResult result = await TestPipeline.Create(builder.Build(), options: Shown).RunAsync(
                new MedicalQuestion { Id = "q", Text = text, Answer = asksForEffect ? "lethargy" : "amidarone" });

            result.Reason.ShouldBe(reason, text);
        }
    }

    [Fact]
    public async Task Of_two_effects_of_a_drug_the_one_that_few_drugs_have_is_argued_for()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        AddNode(builder, "drug", "phenytoin", "T:drug");
        foreach ((string effect, int drugs) in ((string, int)[])[("gingival hyperplasia", 3), ("rash", 30)])
        {
            AddNode(builder, "effect/phenotype", effect, $"T:{effect}");
            AddEdge(builder, ClinicGraph.SideEffect, new NodeId("T:drug"), new NodeId($"T:{effect}"));
            for (int i = 0; i < drugs; i++)
            {
                AddNode(builder, "drug", $"{effect} drug {i}", $"T:{effect}{i}");
                AddEdge(builder, ClinicGraph.SideEffect, new NodeId($"T:{effect}{i}"), new NodeId($"T:{effect}"));
            }
        }

        InMemoryKnowledgeGraph graph = builder.Build();
        ReasoningResult rare = await RunAsync(graph, "Which of the following is a side effect of phenytoin?", "gingival hyperplasia", "rash");
        ReasoningResult common = await RunAsync(graph, "Which of the following is a side effect of phenytoin?", "rash", "gingival hyperplasia");

        rare.Outcome.ShouldBe(ReasoningOutcome.Accepted, rare.Detail);
        common.Reason.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Which of the following conditions is a peroxisomal disorder?", null)]
    [InlineData("A child has a peroxisomal disorder. What is the most likely diagnosis?", ReasonCodes.NoArgument)]
    public async Task That_the_answer_is_a_kind_of_something_is_an_argument_where_the_question_asks_for_it(string text, string? reason)
    {
        KnowledgeGraphBuilder builder = CreateFindings(10);
        AddNode(builder, "disease", "peroxisomal disorder", "T:class");
        AddNode(builder, "disease", "metabolic disorder", "T:other");
        AddEdge(builder, "is_a", new NodeId("T:d0"), new NodeId("T:class"));
        for (int i = 1; i < 10; i++)
        {
            AddEdge(builder, "is_a", new NodeId($"T:d{i}"), new NodeId("T:other"));
        }

        (await RunAsync(builder.Build(), text, "disease 0", "disease 1")).Reason.ShouldBe(reason);
    }

    /// <summary>Creates a graph of many diseases, each with a finding of its own.</summary>
    private static KnowledgeGraphBuilder CreateFindings(int count)
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddRelation(RelationVocabulary.Obo.Find(new RelationType("is_a"))!);
        for (int i = 0; i < count; i++)
        {
            AddNode(builder, "disease", $"disease {i}", $"T:d{i}");
            AddNode(builder, "effect/phenotype", $"finding {i}", $"T:f{i}");
            AddEdge(builder, ClinicGraph.Finding, new NodeId($"T:d{i}"), new NodeId($"T:f{i}"));
        }

        return builder;
    }

    /// <summary>A hundred diseases with a finding each, and Alport syndrome with so many forms, of which none has its findings yet.</summary>
    private static KnowledgeGraphBuilder CreateForms(int forms)
    {
        KnowledgeGraphBuilder builder = CreateFindings(100);
        AddNode(builder, "disease", "Alport syndrome", "T:alport");
        AddNode(builder, "effect/phenotype", "lenticonus", "T:lenticonus");
        AddNode(builder, "effect/phenotype", "anterior lenticonus", "T:anterior");
        for (int i = 0; i < forms; i++)
        {
            AddNode(builder, "disease", $"form {i}", $"T:form{i}");
            AddEdge(builder, "is_a", new NodeId($"T:form{i}"), new NodeId("T:alport"));
            AddEdge(builder, ClinicGraph.Finding, new NodeId($"T:form{i}"), new NodeId("T:f99"));
        }

        return builder;
    }

    private static Task<ReasoningResult> RunAsync(InMemoryKnowledgeGraph graph, string text, string answer, params string[] others) =>
        TestPipeline.Create(graph, options: Shown).RunAsync(new MedicalQuestion
        {
            Id = "q",
            Text = text,
            Options = ClinicQuestions.Options([answer, .. others]),
            AnswerLabel = "A",
            Answer = answer,
        });

    private static void AddNode(KnowledgeGraphBuilder builder, string type, string name, string id, string? definition = null) =>
        builder.AddNode(new KgNode { Id = new NodeId(id), Name = name, Type = new NodeType(type), Definition = definition });

    private static void AddEdge(KnowledgeGraphBuilder builder, string relation, NodeId source, NodeId target) =>
        builder.AddEdge(new KgEdge { Source = source, Target = target, Relation = new RelationType(relation) });

    private static ReasoningPipeline Pipeline()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        foreach ((string type, string name) in ((string, string)[])
            [("disease", "hyperkalemia"), ("drug", "spironolactone"), ("drug", "furosemide"), ("drug", "torasemide"), ("disease", "hypertension")])
        {
            builder.AddNode(new KgNode { Id = ClinicGraph.Id(name), Name = name, Type = new NodeType(type) });
        }

        foreach ((string source, string relation, string target) in ((string, string, string)[])
            [
                ("spironolactone", ClinicGraph.SideEffect, "hyperkalemia"), ("furosemide", ClinicGraph.Indication, "hyperkalemia"),
                ("torasemide", ClinicGraph.Indication, "hypertension"), ("lisinopril", ClinicGraph.Indication, "hypertension"),
            ])
        {
            builder.AddEdge(new KgEdge { Source = ClinicGraph.Id(source), Target = ClinicGraph.Id(target), Relation = new RelationType(relation) });
        }

        return TestPipeline.Create(builder.Build());
    }

    /// <summary>Chooses of two nodes of one name the other one.</summary>
    private sealed class SwappingLinker : IEntityLinker
    {
        public async Task<IReadOnlyList<EntityLink>> LinkAsync(
            IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default)
        {
            var swapped = new List<EntityLink>();
            foreach (EntityLink link in await new EntityLinker().LinkAsync(graph, question, mentions, cancellationToken))
            {
                swapped.Add(link is { Node: { } node, Twins: [var twin, ..] }
                    ? link with { Node = await graph.GetNodeAsync(twin, cancellationToken), Twins = [node.Id] }
                    : link);
            }

            return swapped;
        }
    }
}
