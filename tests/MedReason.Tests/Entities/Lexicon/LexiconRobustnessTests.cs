using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace MedReason.Tests;

public sealed class LexiconRobustnessTests
{
    private static readonly ListGraph Graph = ListGraph.Of(
        ("D:1", "fever", ["pyrexia", "FUO"]),
        ("D:2", "skin lesion", ["lesion of the skin"]),
        ("D:3", "bone lesion", []),
        ("D:4", string.Empty, [" ", "\ud800", "."]),
        ("D:5", "x", ["y (z)", "[a-z]+.*(?:"]),
        ("D:6", new string('n', 10_000), [string.Join(' ', Enumerable.Repeat("word", 2_000))]),
        ("D:7", "caf\u00e9 au lait spot", []),
        ("G:1", "REST", []));

    private static readonly string[] Pieces =
    [
        "fever", "FUO", "skin", "bone", "lesions", "and", "or", ",", "/", "(", ")", ".", "-", " ", "\n", "\ud800", "\udc00", "\ud83e\udd12", "\u0301", "\u200f",
        "\u202e", "no", "cafe\u0301", "au", "lait", "spots", "of", "the", "REST", "gene", "Norrie", "disease", "type", "IV", "\0", "'s", "x", "\u03b2", "12",
    ];

    [Fact]
    public void Spans_are_exact_and_ordered_for_any_text()
    {
        LexiconEntityExtractor longest = new();
        LexiconEntityExtractor nested = new(new LexiconEntityExtractorOptions { IncludeNested = true });
        Gen<string> pieces = Gen.Elements(Pieces).ListOf().Select(static p => string.Concat(p));
        Gen<string> any = Gen.OneOf(pieces, Gen.Elements(Pieces).ListOf().Select(static p => string.Join(' ', p)), ArbMap.Default.GeneratorFor<string>().Select(static s => s ?? string.Empty));
        Prop.ForAll(any.ToArbitrary(), text => HoldsAsync(longest, text).GetAwaiter().GetResult() && HoldsAsync(nested, text).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(new Replay(new Rnd(20260101, 1), null)));
    }

    [Fact]
    public async Task What_was_read_before_does_not_change_what_is_read()
    {
        Random random = new(20261130);
        LexiconEntityExtractor used = new();
        for (int i = 0; i < 300; i++)
        {
            string text = string.Concat(random.GetItems(Pieces, 40).Select(piece => piece + random.GetItems([" ", "-", string.Empty], 1)[0]));
            string own = Describe(await used.ExtractTextAsync(Graph, text));
            Assert.Equal(Describe(await new LexiconEntityExtractor().ExtractTextAsync(Graph, text)), own);
            Assert.Equal(own, Describe(await used.ExtractTextAsync(Graph, text)));
        }

        // Many at once share the caches of one extractor.
        string[] texts = [.. Enumerable.Range(0, 200).Select(_ => string.Join(' ', random.GetItems(Pieces, 60)))];
        string[] alone = new string[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            alone[i] = Describe(await new LexiconEntityExtractor().ExtractTextAsync(Graph, texts[i]));
        }

        string[] together = new string[texts.Length];
        await Parallel.ForAsync(0, texts.Length, async (i, token) => together[i] = Describe(await used.ExtractTextAsync(Graph, texts[i], cancellationToken: token)));
        Assert.Equal(alone, together);

        static string Describe(IReadOnlyList<EntityMention> mentions) => JsonSerializer.Serialize(mentions);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("fever ")]
    [InlineData("skin and ")]
    [InlineData("skin, ")]
    [InlineData("skin lesion and ")]
    [InlineData("fever (")]
    [InlineData("(F")]
    [InlineData("word ")]
    [InlineData("\ud800")]
    [InlineData("\u0301")]
    [InlineData("x-")]
    [InlineData("of the ")]
    [InlineData("Norrie-")]
    public async Task A_great_text_of_one_pattern_is_read_in_linear_time(string pattern)
    {
        string text = string.Concat(Enumerable.Repeat(pattern, 1_000_000 / pattern.Length));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        await new LexiconEntityExtractor().ExtractTextAsync(Graph, text, cancellationToken: limit.Token);
        await new LexiconEntityExtractor(new LexiconEntityExtractorOptions { IncludeNested = true }).ExtractTextAsync(Graph, text, cancellationToken: limit.Token);
    }

    [Fact]
    public async Task A_text_of_five_megabytes_and_a_word_of_100000_letters_are_read()
    {
        string text = string.Concat(Enumerable.Repeat("The patient has fever and skin or bone lesions. ", 104_000)) + new string('q', 100_000) + " fever";
        IReadOnlyList<EntityMention> mentions = await new LexiconEntityExtractor().ExtractTextAsync(Graph, text);
        mentions[^1].Text.ShouldBe("fever");
        mentions.Count.ShouldBe((104_000 * 3) + 1);
    }

    [Fact]
    public async Task Text_that_is_cancelled_ends()
    {
        using CancellationTokenSource source = new();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await new LexiconEntityExtractor().ExtractTextAsync(Graph, "fever", cancellationToken: source.Token));
    }

    [Fact]
    public async Task A_failed_catalogue_is_asked_again()
    {
        LexiconEntityExtractor extractor = new();
        FailingOnce graph = new(Graph);
        await Should.ThrowAsync<KnowledgeGraphException>(async () => await extractor.ExtractTextAsync(graph, "fever"));
        (await extractor.ExtractTextAsync(graph, "fever")).Count.ShouldBe(1);
    }

    private static async Task<bool> HoldsAsync(LexiconEntityExtractor extractor, string text)
    {
        IReadOnlyList<EntityMention> mentions = await extractor.ExtractTextAsync(Graph, text);
        for (int i = 0; i < mentions.Count; i++)
        {
            EntityMention mention = mentions[i];
            bool exact = mention.Start >= 0 && mention.Start < mention.End && mention.End <= text.Length
                && string.Equals(text[mention.Start..mention.End], mention.Text, StringComparison.Ordinal);
            bool ordered = i == 0 || mentions[i - 1].Start < mention.Start || (mentions[i - 1].Start == mention.Start && mentions[i - 1].End >= mention.End);
            if (!exact || !ordered || mention.Candidates.Count == 0)
            {
                return false;
            }
        }

        return true;
    }

    private sealed class FailingOnce(ListGraph inner) : DelegatingKnowledgeGraph(inner)
    {
        private bool _failed;

        public override ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
        {
            if (!_failed)
            {
                _failed = true;
                throw new KnowledgeGraphException("Not now.");
            }

            return base.GetMetadataAsync(cancellationToken);
        }

        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(INodeCatalog) ? InnerGraph.GetService(serviceType, serviceKey) : base.GetService(serviceType, serviceKey);
    }
}
