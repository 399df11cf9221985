using FsCheck;
using FsCheck.Fluent;

namespace MedReason.Datasets.Tests;

public sealed class SpecialTokensTests
{
    [Theory]
    [InlineData("<|begin_of_text|>")]
    [InlineData("<|start_header_id|>")]
    [InlineData("<|eot_id|>")]
    [InlineData("<|reserved_special_token_7|>")]
    [InlineData("<|im_start|>")]
    [InlineData("<|im_end|>")]
    [InlineData("<|endoftext|>")]
    [InlineData("<|fim_prefix|>")]
    [InlineData("<|user|>")]
    [InlineData("<|channel|>")]
    [InlineData("<|START_OF_TURN_TOKEN|>")]
    [InlineData("<BOS_TOKEN>")]
    [InlineData("<｜begin▁of▁sentence｜>")]
    [InlineData("<｜Assistant｜>")]
    [InlineData("<s>")]
    [InlineData("</s>")]
    [InlineData("<bos>")]
    [InlineData("<start_of_turn>")]
    [InlineData("[INST]")]
    [InlineData("[/INST]")]
    [InlineData("<<SYS>>")]
    [InlineData("<</SYS>>")]
    [InlineData("[TOOL_CALLS]")]
    [InlineData("[gMASK]")]
    [InlineData("<think>")]
    [InlineData("</THINK>")]
    [InlineData("<tool_call>")]
    [InlineData("<image>")]
    [InlineData("<extra_id_99>")]
    [InlineData("<0x0A>")]
    [InlineData("## Final Answer")]
    public void A_token_is_broken_and_stays_readable(string token)
    {
        string text = token.StartsWith('#') ? "before\n" + token + "\nafter" : $"before {token} after {token}";
        SpecialTokens.Find(text).ShouldNotBeNull();

        string broken = SpecialTokens.Neutralize(text);

        SpecialTokens.Find(broken).ShouldBeNull();
        broken.ShouldNotContain(token);
        broken.Replace(" ", string.Empty).ShouldBe(text.Replace(" ", string.Empty));
    }

    [Theory]
    [InlineData("blood pressure <120/80 and >60 | fine")]
    [InlineData("[see figure] <10 mg> a<b>c")]
    [InlineData("### Reasoning Process: ## thinking about it")]
    public void Other_text_is_left_as_it_is(string text) => SpecialTokens.Neutralize(text).ShouldBe(text);

    [Fact]
    public void No_text_built_of_token_pieces_keeps_a_token_and_breaking_twice_changes_nothing()
    {
        string[] pieces = ["<", "|", ">", "<|", "|>", "im_end", "s", "/s", "[", "]", "INST", "/", "<s", "think", "\n", "##", " ", "Thinking", "｜", "0x0A", "<<SYS", ">>"];
        Prop.ForAll(
            Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary(),
            text =>
            {
                string broken = SpecialTokens.Neutralize(text);
                return SpecialTokens.Find(broken) is null && SpecialTokens.Neutralize(broken) == broken && broken.Replace(" ", string.Empty) == text.Replace(" ", string.Empty);
            }).QuickCheckThrowOnFailure();
    }
}
