using MedReason.Kg.Postgres;

namespace MedReason.Tests;

public sealed class PostgresTextTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("a\0b\0")]
    [InlineData(@"\")]
    [InlineData(@"\\")]
    [InlineData(@"\0")]
    [InlineData("\\\0\\0")]
    [InlineData("\U0001F600 \uFFFF e\u0301")]
    public void Every_text_comes_back_and_is_stored_without_NUL(string text)
    {
        PostgresText.Encode(text).ShouldNotContain('\0');
        PostgresText.Decode(PostgresText.Encode(text)).ShouldBe(text);
    }

    [Fact]
    public void Different_texts_are_stored_differently()
    {
        string[] texts = ["\0", @"\0", @"\\0", "\\\0", "0", @"\"];

        texts.Select(PostgresText.Encode).Distinct().Count().ShouldBe(texts.Length);
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character_as_in_UTF8() =>
        PostgresText.Encode("a\uD800b").ShouldBe("a\uFFFDb");
}
