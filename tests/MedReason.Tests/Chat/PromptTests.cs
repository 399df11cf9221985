using FsCheck;
using FsCheck.Fluent;

namespace MedReason.Tests;

public sealed class PromptTests
{
    private static readonly byte[] Key = "run-key"u8.ToArray();

    [Fact]
    public void A_template_puts_values_in_once_and_never_reads_them_for_placeholders()
    {
        var template = new PromptTemplate("t", "1", "Types: {{types}}. Text: {{text}} {{types}}");

        string prompt = template.Render(new Dictionary<string, string> { ["types"] = "{{text}}", ["text"] = "x" });

        prompt.ShouldBe("Types: {{text}}. Text: x {{text}}");
        template.Placeholders.ShouldBe(["text", "types"]);
    }

    [Fact]
    public void The_hash_changes_with_name_version_and_words_and_with_nothing_else()
    {
        string hash = new PromptTemplate("extract", "1", "Find.").Hash;

        hash.Length.ShouldBe(64);
        new PromptTemplate("extract", "1", "Find.").Hash.ShouldBe(hash);
        new[] { new PromptTemplate("extrac", "t1", "Find."), new PromptTemplate("extract", "2", "Find."), new PromptTemplate("extract", "1", "Find!") }
            .ShouldAllBe(other => other.Hash != hash);
    }

    [Fact]
    public void A_placeholder_without_a_value_or_unknown_to_its_stage_is_an_error()
    {
        var template = new PromptTemplate("t", "1", "{{mood}}");

        Should.Throw<ArgumentException>(() => template.Render(new Dictionary<string, string>()));
        Should.Throw<ArgumentException>(() => template.Require("types"));
        Should.Throw<ArgumentException>(() => new PromptTemplate("t", "1", "{{open"));
    }

    [Fact]
    public void What_a_person_does_not_see_does_not_travel()
    {
        UntrustedText.Create("a\u200Bb\u202Ec\u0007d\u00ADe\uFEFFf\U000E0041g\uFE0Fh\u2066i").Clean.ShouldBe("abcdefghi");
        UntrustedText.Create("one\r\ntwo\u2028three\ttab").Clean.ShouldBe("one\ntwo\nthree\ttab");
        UntrustedText.Create("lone \uD83D surrogate").Clean.ShouldBe("lone \uFFFD surrogate");
        UntrustedText.Create("naïve β-blocker 😀 e\u0301 \u05D0\u05D1").Clean.ShouldBe("naïve β-blocker 😀 e\u0301 \u05D0\u05D1");
    }

    [Fact]
    public void A_place_in_the_clean_text_is_found_in_the_original()
    {
        const string original = "\u202Echest\u200B pa\u00ADin\r\nand 😀 cough\u200B";
        UntrustedText text = UntrustedText.Create(original);

        foreach (string word in new[] { "chest", "pain", "cough", "😀" })
        {
            int at = text.Clean.IndexOf(word, StringComparison.Ordinal);
            (int start, int end) = text.ToOriginal(at, at + word.Length);
            UntrustedText.Create(original[start..end]).Clean.ShouldBe(word);
        }
    }

    [Fact]
    public void Cleaning_is_idempotent_and_every_place_maps_back_for_any_text()
    {
        Gen<string> texts = Gen.Elements("a", "b", " ", "\u200B", "\u202E", "\r", "\n", "\uD83D", "\uDE00", "\U0001F600", "\0", "e\u0301", "\uFE0F")
            .ListOf().Select(parts => string.Concat(parts));
        Prop.ForAll(texts.ToArbitrary(), original =>
        {
            UntrustedText text = UntrustedText.Create(original);
            bool mapsBack = true;
            for (int i = 0; i < text.Clean.Length; i++)
            {
                (int start, int end) = text.ToOriginal(i, i + 1);
                char kept = text.Clean[i];
                mapsBack &= end == start + 1 && (original[start] == kept || kept is '\n' or '\uFFFD');
            }

            return mapsBack && UntrustedText.Create(text.Clean).Clean == text.Clean;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void A_fence_is_the_same_in_every_run_and_differs_by_question_call_content_and_key()
    {
        string opening = PromptFence.Create(Key, "q1", "extract", ["text"]).Opening;

        PromptFence.Create(Key, "q1", "extract", ["text"]).Opening.ShouldBe(opening);
        PromptFence.Create(Key, "q2", "extract", ["text"]).Opening.ShouldNotBe(opening);
        PromptFence.Create(Key, "q1", "settle", ["text"]).Opening.ShouldNotBe(opening);
        PromptFence.Create(Key, "q1", "extract", ["text!"]).Opening.ShouldNotBe(opening);
        PromptFence.Create("other"u8, "q1", "extract", ["text"]).Opening.ShouldNotBe(opening);
    }

    [Fact]
    public void A_fence_never_wraps_a_text_that_holds_its_mark()
    {
        PromptFence fence = PromptFence.Create(Key, "q", "extract", ["text"]);

        Should.Throw<ArgumentException>(() => fence.Wrap("question", "text " + fence.Closing));
        Should.Throw<ArgumentException>(() => fence.Wrap("question", fence.Opening.ToUpperInvariant()));
        fence.Wrap("question", "text").ShouldBe($"{fence.Opening}question\ntext\n{fence.Closing}");
    }
}
