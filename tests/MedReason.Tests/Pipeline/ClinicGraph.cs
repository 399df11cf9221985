namespace MedReason.Tests;

/// <summary>A graph of a few textbook facts, small enough to hold in the head.</summary>
internal static class ClinicGraph
{
    public const string Finding = "disease_phenotype_positive";
    public const string NoFinding = "disease_phenotype_negative";
    public const string Indication = "indication";
    public const string Contraindication = "contraindication";
    public const string Target = "drug_protein/target";
    public const string SideEffect = "drug_effect";
    public const string Interaction = "protein_protein";

    public static InMemoryKnowledgeGraph Build() => CreateBuilder().Build();

    public static KnowledgeGraphBuilder CreateBuilder()
    {
        var builder = new KnowledgeGraphBuilder { Name = "Clinic", Version = "1" };
        Relation(builder, Finding, "shows", "is a finding in");
        Relation(builder, NoFinding, "does not show", "is absent in", Polarity.Absent);
        Relation(builder, Indication, "is indicated for", "is treated by");
        Relation(builder, Contraindication, "is contraindicated in", "is a contraindication to", Polarity.Contraindicated);
        Relation(builder, Target, "acts on", "is the target of");
        Relation(builder, SideEffect, "can cause", "is a side effect of");
        Relation(builder, Interaction, "interacts with", "interacts with", isSymmetric: true);

        Nodes(builder, "disease", "myasthenia gravis", "botulism", "asthma", "gout", "heart failure", "migraine", "scurvy");
        Nodes(builder, "effect/phenotype", "ptosis", "diplopia", "areflexia", "wheezing", "podagra", "edema", "photophobia", "fever", "cough");
        Nodes(builder, "drug", "pyridostigmine", "botulinum antitoxin", "carboprost", "oxytocin", "allopurinol", "salbutamol", "propranolol", "lisinopril", "sumatriptan", "ascorbic acid");
        Nodes(builder, "gene/protein", "ACHE", "XDH", "ADRB2", "ACE", "AGT");
        builder.AddSynonym(Id("salbutamol"), "albuterol");

        Edges(builder, Finding, "myasthenia gravis", "ptosis", "diplopia");
        Edges(builder, Finding, "botulism", "ptosis", "areflexia");
        Edges(builder, NoFinding, "myasthenia gravis", "areflexia");
        Edges(builder, Finding, "asthma", "wheezing", "cough");
        Edges(builder, Finding, "gout", "podagra", "fever");
        Edges(builder, Finding, "heart failure", "edema", "cough");
        Edges(builder, Finding, "migraine", "photophobia");
        Edges(builder, Indication, "pyridostigmine", "myasthenia gravis");
        Edges(builder, Indication, "botulinum antitoxin", "botulism");
        Edges(builder, Indication, "allopurinol", "gout");
        Edges(builder, Indication, "salbutamol", "asthma");
        Edges(builder, Indication, "propranolol", "migraine", "heart failure");
        Edges(builder, Indication, "lisinopril", "heart failure");
        Edges(builder, Indication, "sumatriptan", "migraine");
        Edges(builder, Indication, "ascorbic acid", "scurvy");
        Edges(builder, Contraindication, "propranolol", "asthma");
        Edges(builder, Contraindication, "carboprost", "asthma");
        Edges(builder, Target, "pyridostigmine", "ACHE");
        Edges(builder, Target, "allopurinol", "XDH");
        Edges(builder, Target, "salbutamol", "ADRB2");
        Edges(builder, Target, "propranolol", "ADRB2");
        Edges(builder, Target, "lisinopril", "ACE");
        Edges(builder, SideEffect, "lisinopril", "cough");
        Edges(builder, Interaction, "ACE", "AGT");
        return builder;
    }

    public static NodeId Id(string name) => new("T:" + name.Replace(' ', '-'));

    private static void Relation(
        KnowledgeGraphBuilder builder, string relation, string forward, string reverse, Polarity polarity = Polarity.Affirmed, bool isSymmetric = false) =>
        builder.AddRelation(new RelationInfo
        {
            Relation = new RelationType(relation),
            Family = new RelationType(relation).Family,
            DisplayName = relation,
            ForwardPhrase = forward,
            ReversePhrase = reverse,
            Polarity = polarity,
            Meaning = RelationVocabulary.PrimeKg.Find(new RelationType(relation))!.Meaning,
            IsSymmetric = isSymmetric,
        });

    private static void Nodes(KnowledgeGraphBuilder builder, string type, params string[] names)
    {
        foreach (string name in names)
        {
            builder.AddNode(new KgNode { Id = Id(name), Name = name, Type = new NodeType(type) });
        }
    }

    private static void Edges(KnowledgeGraphBuilder builder, string relation, string source, params string[] targets)
    {
        foreach (string target in targets)
        {
            builder.AddEdge(new KgEdge { Source = Id(source), Target = Id(target), Relation = new RelationType(relation) });
        }
    }
}
