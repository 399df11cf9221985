using System.Text;

namespace MedReason.Tests;

/// <summary>Relation tables: what they say, what they leave to the defaults, and what is refused.</summary>
public sealed class RelationTableReaderTests
{
    private const string Header = "relation,forward_phrase,reverse_phrase,polarity,meaning,symmetric,family";

    [Fact]
    public async Task A_table_says_how_a_relation_reads_and_what_it_means()
    {
        RelationVocabulary table = await ReadAsync(
            "\uFEFFFamily,Symmetric,Meaning,Polarity,Reverse Phrase,FORWARD PHRASE,relation,meaning reversed,display_name\r\n\r\n"
                + "care,false,treats,affirmed,\"soothes, it is said\",is soothed by,soothed_by,TRUE,soothing\r\n");

        table.Name.ShouldBe("table.csv");
        table.Relations.ShouldBe(
        [
            new RelationInfo
            {
                Relation = new RelationType("soothed_by"), Family = "care", DisplayName = "soothing", ForwardPhrase = "is soothed by", ReversePhrase = "soothes, it is said",
                Polarity = Polarity.Affirmed, Meaning = RelationMeaning.Treats, IsMeaningReversed = true,
            },
        ]);
    }

    [Fact]
    public async Task Everything_but_the_name_has_a_default()
    {
        RelationVocabulary table = await ReadAsync($"{Header}\ngoes_with/strongly,,,,,,\nmust_shun,,,contraindicated,,,\nshuns,,,,contraindicated,,\nlike,is like,,,,true,\ndoes_not_help,,,,,,\n");

        table.Find(new RelationType("goes_with/strongly")).ShouldBe(RelationInfo.FromName(new RelationType("goes_with/strongly")));
        table.Find(new RelationType("goes_with/strongly"))!.Family.ShouldBe("goes_with");
        table.Find(new RelationType("must_shun"))!.Meaning.ShouldBe(RelationMeaning.Contraindicated);
        table.Find(new RelationType("shuns"))!.Polarity.ShouldBe(Polarity.Contraindicated);
        table.Find(new RelationType("like"))!.ReversePhrase.ShouldBe("is like");
        table.Find(new RelationType("does_not_help"))!.Polarity.ShouldBe(Polarity.Absent);
    }

    [Theory]
    [InlineData("", 1, "expected the header relation,forward_phrase", "found no line")]
    [InlineData("relation,polarity\n", 1, "expected the columns relation", "without forward_phrase, reverse_phrase, meaning, symmetric, family")]
    [InlineData(Header + ",note\n", 1, "expected a header of the columns", "found the column 'note'")]
    [InlineData(Header + ",family\n", 1, "expected each column once", "found 'family' twice")]
    [InlineData(Header + "\na,,,,,\n", 2, "expected 7 fields as in the header", "found 6")]
    [InlineData(Header + "\n,x,,,,,\n", 2, "expected the name of a relation", "found an empty field")]
    [InlineData(Header + "\na,,,,,,\nb,,,,,,\na,,,,,,\n", 4, "expected each relation once", "found 'a' again, which line 2 describes")]
    [InlineData(Header + "\na,,,denied,,,\n", 2, "one of affirmed, absent, contraindicated", "found 'denied'")]
    [InlineData(Header + "\na,,,,Cures!,,\n", 2, "expected a meaning, one of unspecified, treats, prevents", "found 'Cures!'")]
    [InlineData(Header + "\na,,,,,maybe,\n", 2, "expected true or false in the column symmetric", "found 'maybe'")]
    [InlineData(Header + "\na,,,affirmed,contraindicated,,\n", 2, "expected the polarity contraindicated", "found affirmed")]
    [InlineData(Header + "\na,\"x\ny,,,,,\n", 2, "quotes are closed", "found a quote that is not")]
    [InlineData(Header + "\na,\"x\ny\",,,,,\nb,,,x,,,\n", 4, "one of affirmed", "found 'x'")]
    public async Task A_table_that_cannot_be_used_is_refused_with_file_and_line(string text, int line, string expected, string found)
    {
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(() => ReadAsync(text));

        exception.File.ShouldBe("table.csv");
        exception.Line.ShouldBe(line);
        exception.Message.ShouldContain(expected);
        exception.Message.ShouldContain(found);
        exception.ToLine().ShouldNotContain('\n');
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused()
    {
        using var stream = new MemoryStream([.. Encoding.UTF8.GetBytes(Header + "\na,"), 0xE9, .. ",,,,,\n"u8]);
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(() => RelationVocabulary.ReadAsync(stream, "table.csv"));
        exception.Line.ShouldBe(2);
        exception.Message.ShouldBe("expected UTF-8, found bytes that are not");
    }

    [Fact]
    public async Task A_file_that_is_absent_or_far_too_long_is_refused()
    {
        string absent = Path.Combine(Path.GetTempPath(), "no-such-table.csv");
        (await Should.ThrowAsync<InputFormatException>(() => RelationVocabulary.ReadAsync(absent))).File.ShouldBe(absent);
        using var stream = new MemoryStream(new byte[(1 << 24) + 1]);
        (await Should.ThrowAsync<InputFormatException>(() => RelationVocabulary.ReadAsync(stream, "long"))).Message.ShouldContain("found more");
    }

    private static async Task<RelationVocabulary> ReadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await RelationVocabulary.ReadAsync(stream, "table.csv");
    }
}
