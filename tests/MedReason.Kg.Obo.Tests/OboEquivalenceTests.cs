using System.Text;

namespace MedReason.Kg.Obo.Tests;

/// <summary>
/// A cross-reference is an equivalence when the ontology says so, or when it is the only one both ways; one of several into a catalog of diseases is narrower.
/// </summary>
public sealed class OboEquivalenceTests
{
    [Fact]
    public async Task The_only_reference_both_ways_is_an_equivalence_under_the_prefix_that_graphs_use()
    {
        string[] pairs = await PairsAsync(
            "[Term]\nid: DOID:1\nname: a\nxref: UMLS_CUI:C1\nxref: ORDO:7\nxref: MSH:D1\nxref: SNOMEDCT_US_2015_03_01:9\nxref: url:http\\://x\n"
            + "[Term]\nid: DOID:2\nname: b\nxref: OMIM:1\nxref: OMIM:2\nxref: UMLS_CUI:C3\n"
            + "[Term]\nid: DOID:3\nname: c\nxref: UMLS_CUI:C3\n"
            + "[Term]\nid: DOID:4\nname: d\nis_obsolete: true\nxref: OMIM:4\n");

        pairs.ShouldBe(["DOID:1 = MESH:D1", "DOID:1 = ORPHA:7", "DOID:1 = SNOMEDCT:9", "DOID:1 = UMLS:C1"]);
    }

    [Fact]
    public async Task Where_an_ontology_says_which_are_equivalent_only_those_are()
    {
        string[] pairs = await PairsAsync(
            "[Term]\nid: MONDO:1\nname: a\nxref: OMIM:1 {source=\"MONDO:equivalentTo\"}\nxref: OMIM:2 {source=\"MONDO:relatedTo\"}\nxref: DOID:1\n");

        pairs.ShouldBe(["MONDO:1 = OMIM:1"]);
    }

    [Fact]
    public async Task Several_entries_of_a_catalog_of_diseases_are_kinds_of_the_term()
    {
        OboOntology ontology = await ReadAsync(
            "[Term]\nid: DOID:1\nname: a\nxref: OMIM:1\nxref: OMIM:2\nxref: ORDO:3\nxref: UMLS_CUI:C1\nxref: UMLS_CUI:C2\n"
            + "[Term]\nid: DOID:2\nname: b\nxref: ORDO:4\nxref: Orphanet:5\n"
            + "[Term]\nid: DOID:3\nname: c\nis_obsolete: true\nxref: OMIM:6\nxref: OMIM:7\n");

        ontology.GetNarrowMatches().Select(pair => $"{pair.Id} > {pair.NarrowerId}").ShouldBe(
            ["DOID:1 > OMIM:1", "DOID:1 > OMIM:2", "DOID:2 > ORPHA:4", "DOID:2 > ORPHA:5"]);
    }

    [Fact]
    public async Task Where_an_ontology_says_which_are_equivalent_none_is_narrower()
    {
        OboOntology ontology = await ReadAsync("[Term]\nid: MONDO:1\nname: a\nxref: OMIM:1 {source=\"MONDO:equivalentTo\"}\nxref: OMIM:2\n");

        ontology.GetNarrowMatches().ShouldBeEmpty();
    }

    private static async Task<string[]> PairsAsync(string terms)
    {
        OboOntology ontology = await ReadAsync(terms);
        return [.. ontology.GetEquivalences().Select(pair => $"{pair.Id} = {pair.EquivalentId}").Order(StringComparer.Ordinal)];
    }

    private static async Task<OboOntology> ReadAsync(string terms)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("format-version: 1.2\n\n" + terms));
        return await OboReader.ReadAsync(stream);
    }
}
