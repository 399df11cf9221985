using MedReason.Entities;
using MedReason.Text;

namespace MedReason.Tests;

public sealed class WordCacheTests
{
    [Fact]
    public void A_word_is_read_as_itself_or_not_held()
    {
        // Many more words than places, of few letters, so that most share a place and all but one letter with others.
        Random random = new(20261130);
        WordCache cache = new();
        Dictionary<string, WordReading> readings = new(StringComparer.Ordinal);
        int held = 0;
        for (int i = 0; i < 200_000; i++)
        {
            string word = string.Create(random.Next(1, 20), random, static (span, r) => r.GetItems<char>("abAB-\u00e9\u0161\uff42", span));
            if (cache.TryGet(word, out WordReading known))
            {
                Assert.Equal(readings[word], known);
                held++;
            }
            else
            {
                WordReading reading = readings[word] = new WordReading(i, -i, (TextTokenTraits)(i & 7));
                cache.Set(word, reading);
                Assert.True(!cache.TryGet(word, out WordReading now) || now == reading);
            }
        }

        Assert.InRange(held, 10_000, 190_000);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("caf\u00e9", true)]
    [InlineData("hypertension", true)]
    [InlineData("thromboembolisms", true)]
    [InlineData("thromboembolismus", false)]
    [InlineData("\u00f6sophagitis", false)]
    public void Short_words_are_held_and_long_ones_in_ASCII(string word, bool isHeld)
    {
        WordCache cache = new();
        Assert.False(cache.TryGet(word, out _));
        cache.Set(word, new WordReading(7, 3, TextTokenTraits.Form));
        Assert.Equal(isHeld, cache.TryGet(word, out WordReading reading));
        Assert.Equal(isHeld ? new WordReading(7, 3, TextTokenTraits.Form) : default, isHeld ? reading : default);
    }
}
