namespace MedReason.Tests;

/// <summary>Other ways to say what relations say, written as people write and without a look at any table of the library.</summary>
internal static class Wordings
{
    private static readonly string[] Treats =
    [
        "keeps in check", "brings comfort in", "is what many clinicians reach for in", "is a mainstay of therapy in", "has long been given for", "is the usual remedy for", "takes the edge off", "is used to control",
        "works well against", "helps people who live with", "turns the tide in", "is a proven medication for",
    ];

    private static readonly string[] TreatedBy =
    [
        "usually settles down on", "is brought under control with", "gets better on", "responds nicely to", "is handled with", "calls for", "can be relieved with", "is tackled with", "yields to", "is generally managed with",
    ];

    private static readonly string[] Presents =
    [
        "often comes with", "tends to show itself as", "goes hand in hand with", "typically announces itself by", "is known for", "can manifest as", "has among its symptoms", "makes itself felt through", "is characterized by",
    ];

    private static readonly string[] PresentedBy =
    [
        "is what one sees in", "is a common complaint in", "belongs to the picture of", "is one of the symptoms of", "is a telltale sign of", "is seen time and again in", "is a classic manifestation of", "crops up in",
    ];

    private static readonly string[] Causes = ["may bring on", "can trigger", "is known to provoke", "has been blamed for", "leads to", "sometimes ends in", "can produce", "may be followed by"];

    private static readonly string[] CausedBy = ["may follow on", "can be due to", "is a complication of", "has been reported under", "may be triggered by", "is an unwanted consequence of", "can be put down to"];

    private static readonly string[] ActsOn = ["latches onto", "docks at", "homes in on", "is a ligand of", "works by way of", "attaches itself to", "is directed at", "exerts its influence at"];

    private static readonly string[] ActedOn = ["is where one finds the docking site for", "is hit by", "is the molecular home of", "is engaged by", "is the receptor for", "is bound tightly by"];

    private static readonly string[] Raises = ["turns up", "pushes up", "increases the output of", "ramps up", "boosts"];

    private static readonly string[] RaisedBy = ["is turned up by", "runs high under", "is boosted by", "climbs under"];

    private static readonly string[] Lowers = ["turns down", "pulls down", "reduces the output of", "dampens", "silences"];

    private static readonly string[] LoweredBy = ["is turned down by", "runs low under", "is dampened by", "drops under"];

    private static readonly string[] Avoids = ["must be avoided in", "is a poor idea in", "is hazardous in", "should not be given in", "is best kept away from people with", "does harm in"];

    private static readonly string[] AvoidedBy = ["makes it unwise to give", "speaks against", "makes a hazard of", "rules out"];

    private static readonly Dictionary<string, (string[] Forward, string[] Reverse)> ByRelation = new(StringComparer.Ordinal)
    {
        ["drug_treats_disease"] = (Treats, TreatedBy),
        ["indication"] = (Treats, TreatedBy),
        ["off-label use"] = (["is tried now and then, outside its label, against", "has an unlicensed role in the therapy of", "is sometimes given off the books for"], ["is now and then handled, outside the label, with", "is sometimes managed with the unlicensed"]),
        ["drug_palliates_disease"] = (["softens the course of", "makes life easier in", "offers comfort in", "alleviates the burden of"], ["is made more bearable by", "is softened by", "is alleviated by"]),
        ["disease_presents_effect"] = (Presents, PresentedBy),
        ["disease_phenotype_positive"] = (Presents, PresentedBy),
        ["disease_phenotype_negative"] = (["spares the patient", "does not come with", "never goes along with"], ["is not to be expected in", "has no place in", "is never seen in"]),
        ["drug_causes_effect"] = (Causes, CausedBy),
        ["drug_effect"] = (Causes, CausedBy),
        ["drug_binds_gene"] = (ActsOn, ActedOn),
        ["drug_protein/target"] = (ActsOn, ActedOn),
        ["drug_protein/enzyme"] = (["is broken down by", "is a substrate of", "is cleared with the help of"], ["breaks down", "degrades", "helps to clear"]),
        ["drug_protein/transporter"] = (["is moved across membranes by", "is shuttled by"], ["moves across membranes", "shuttles"]),
        ["drug_upregulates_gene"] = (Raises, RaisedBy),
        ["disease_upregulates_gene"] = (Raises, RaisedBy),
        ["anatomy_upregulates_gene"] = (Raises, RaisedBy),
        ["drug_downregulates_gene"] = (Lowers, LoweredBy),
        ["disease_downregulates_gene"] = (Lowers, LoweredBy),
        ["anatomy_downregulates_gene"] = (Lowers, LoweredBy),
        ["contraindication"] = (Avoids, AvoidedBy),
        ["disease_associates_gene"] = (["has been tied to", "shows up in studies together with", "keeps company with"], ["has been tied to", "shows up in studies together with", "keeps company with"]),
        ["disease_protein"] = (["has been tied to", "shows up in studies together with", "keeps company with"], ["has been tied to", "shows up in studies together with", "keeps company with"]),
        ["disease_localizes_anatomy"] = (["strikes at", "makes its home in", "is a trouble of"], ["is where one meets", "may be struck by", "is home to"]),
        ["disease_resembles_disease"] = (["looks much like", "can pass for", "is easily mistaken for"], ["looks much like", "can pass for", "is easily mistaken for"]),
        ["drug_resembles_drug"] = (["looks much like", "is a close relative of", "is built along the lines of"], ["looks much like", "is a close relative of", "was the blueprint of"]),
        ["disease_disease"] = (["is the umbrella over", "takes in"], ["falls under", "is one form of", "counts among cases of"]),
        ["pharmacologic_class_includes_drug"] = (["counts among its members", "is the family of"], ["belongs to the family of", "is one of the"]),
        ["gene_interacts_gene"] = (["teams up with", "is in touch with"], ["teams up with", "is in touch with"]),
        ["protein_protein"] = (["teams up with", "is in touch with"], ["teams up with", "is in touch with"]),
        ["gene_regulates_gene"] = (["holds the reins of", "governs"], ["is held in rein by", "is governed by"]),
        ["gene_covaries_gene"] = (["rises and falls with", "evolves in step with"], ["rises and falls with", "evolves in step with"]),
        ["gene_participates_pathway"] = (["has a hand in", "plays its part in"], ["draws on", "needs"]),
        ["pathway_protein"] = (["draws on", "needs"], ["has a hand in", "plays its part in"]),
        ["bioprocess_protein"] = (["draws on", "needs"], ["has a hand in", "plays its part in"]),
    };

    public static IReadOnlyCollection<string> Relations => ByRelation.Keys;

    public static IEnumerable<string> All => ByRelation.Values.SelectMany(pair => pair.Forward.Concat(pair.Reverse)).Distinct(StringComparer.Ordinal);

    public static bool Has(RelationType relation) => ByRelation.ContainsKey(relation.Value);

    public static IReadOnlyList<string> For(RelationType relation, bool isForward) => isForward ? ByRelation[relation.Value].Forward : ByRelation[relation.Value].Reverse;
}
