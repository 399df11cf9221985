namespace MedReason.Guide.Tests;

public sealed class RelationsTests : GuideChapter
{
    private const string Table = """
        relation,forward_phrase,reverse_phrase,polarity,meaning,symmetric,family,meaning_reversed
        is_relieved_by,is relieved by,relieves,affirmed,palliates,false,,true
        harmful_in,must be avoided in,speaks against,contraindicated,contraindicated,false,,
        """;

    [Fact]
    public void Names_of_several_graphs_mean_the_same()
    {
        #region relations-built-in
        foreach (string name in (string[])["indication", "CtD", "biolink:treats", "treatedBy", "disease_phenotype_negative", "contraindicated_for"])
        {
            RelationInfo relation = RelationVocabulary.BuiltIn.Find(new RelationType(name))!;
            string direction = relation.IsMeaningReversed ? "reversed" : "forward";
            Console.WriteLine($"{name}: {relation.Meaning} ({direction}), {relation.Polarity}, \"{relation.ForwardPhrase}\"");
        }
        #endregion

        ShouldPrint("relations-built-in");
    }

    [Fact]
    public async Task A_table_describes_relations_of_ones_own()
    {
        string path = FilePath("relations.csv");
        await File.WriteAllTextAsync(path, Table, TestContext.Current.CancellationToken);
        Console.WriteLine(Table);
        ShouldPrint("relations-table");

        #region relations-table
        RelationVocabulary table = await RelationVocabulary.ReadAsync(path);
        var resolver = new RelationResolver(table);
        foreach (string name in (string[])["is_relieved_by", "harmful_in", "treats", "goes_with"])
        {
            RelationInfo relation = resolver.Resolve(new RelationType(name));
            Console.WriteLine($"{name}: {relation.Meaning}, {relation.Polarity}");
        }

        Console.WriteLine("known by name alone: " + string.Join(", ", resolver.Undeclared));
        #endregion

        ShouldPrint("relations-read");

        resolver.Resolve(new RelationType("does_not_treat"));
        Console.WriteLine(Should.Throw<UndeclaredRelationException>(resolver.ThrowIfDenying).Message);
        ShouldPrint("relations-denying");
    }
}
