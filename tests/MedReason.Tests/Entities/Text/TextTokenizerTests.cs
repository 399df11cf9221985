using MedReason.Text;

namespace MedReason.Tests;

public sealed class TextTokenizerTests
{
    [Fact]
    public void Words_are_parted_by_hyphens_slashes_and_apostrophes_and_told_so()
    {
        const string text = "Von-Hippel's B/T non-Hodgkin a-v in-situ";
        List<TextToken> tokens = Read(text);
        tokens.Select(t => text[t.Start..t.End]).ShouldBe(["Von", "Hippel", "s", "B", "T", "non-Hodgkin", "a-v", "in", "situ"]);
        tokens[1].Has(TextTokenTraits.HyphenBefore).ShouldBeTrue();
        tokens[2].Has(TextTokenTraits.Stop).ShouldBeTrue();
        tokens[4].Has(TextTokenTraits.SlashBefore).ShouldBeTrue();
    }

    [Theory]
    [InlineData("fever. Cough", true, true)]
    [InlineData("fever; cough", true, false)]
    [InlineData("fever - cough", true, false)]
    [InlineData("fever \ud83e\udd12 cough", true, false)]
    [InlineData("fever \ud800 cough", true, false)]
    [InlineData("fever cough", false, false)]
    [InlineData("fever\ncough", false, false)]
    [InlineData("fever\n\ncough", true, true)]
    [InlineData("v1.2", false, false)]
    public void What_parts_phrases_and_sentences_is_told(string text, bool phrase, bool sentence)
    {
        TextToken last = Read(text)[^1];
        last.Has(TextTokenTraits.BreakBefore).ShouldBe(phrase);
        last.Has(TextTokenTraits.SentenceBefore).ShouldBe(sentence);
    }

    [Theory]
    [InlineData("e\u0301toile", 1)]
    [InlineData("hyper\u00adtension", 1)]
    [InlineData("fe\u200fver", 1)]
    [InlineData("\ud835\udc00", 1)]
    [InlineData("\udc00\ud800", 0)]
    [InlineData("\0\u0001", 0)]
    public void Marks_and_format_characters_belong_to_their_word_and_lone_surrogates_to_none(string text, int words) => Read(text).Count.ShouldBe(words);

    [Fact]
    public void A_format_character_after_a_word_is_none_of_it()
    {
        TextToken token = Read("fever\u200f ").ShouldHaveSingleItem();
        (token.Start, token.End).ShouldBe((0, 5));
    }

    [Theory]
    [InlineData("hepatitis A", false)]
    [InlineData("such a", true)]
    [InlineData("loss of", true)]
    [InlineData("protein S", false)]
    public void A_letter_in_capitals_is_a_name_and_a_small_one_a_joining_word(string text, bool stop) =>
        Read(text)[^1].Has(TextTokenTraits.Stop).ShouldBe(stop);

    private static List<TextToken> Read(string text)
    {
        List<TextToken> tokens = [];
        TextTokenizer tokenizer = new(text);
        while (tokenizer.TryRead(out TextToken token))
        {
            tokens.Add(token);
        }

        return tokens;
    }
}
