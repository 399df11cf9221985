using Microsoft.Extensions.AI;

namespace MedReason.Runs.Tests;

/// <summary>Which numbers of tokens can be true of a reply.</summary>
public sealed class ReplyUsageTests
{
    private const long Most = 10_000_000;

    [Theory]
    [InlineData(1, 1L, 1L, null, null)]
    [InlineData(1_000, 7L, 2L, 0L, 0L)]
    [InlineData(1_000, 7L, 2L, 7L, 1L)]
    [InlineData(Most, Most, Most, Most, Most)]
    public void Numbers_that_can_be_true_are_read(long inputBytes, long input, long output, long? cached, long? reasoning)
    {
        ReplyUsage usage = ReplyUsage.Read(Reply([new TextContent("a")], input, output, cached, reasoning), inputBytes);

        usage.ShouldBe(ReplyUsage.Of(input, cached ?? 0, output));
        (usage.IsCertain, usage.Recorded).ShouldBe((true, (input, cached ?? 0, output)));
    }

    [Theory]
    [InlineData(9, null, 1L, null, null, "nothing was sent")]
    [InlineData(9, 1L, null, null, null, "nothing was received")]
    [InlineData(9, 0L, 1L, null, null, "whatever is sent has a token")]
    [InlineData(9, -1L, 1L, null, null, "less than nothing is sent")]
    [InlineData(9, 10L, 1L, null, null, "a token has at least a byte")]
    [InlineData(long.MaxValue, Most + 1, 1L, null, null, "no model reads that much")]
    [InlineData(9, 1L, 0L, null, null, "a text has a token")]
    [InlineData(9, 1L, -1L, null, null, "less than nothing is received")]
    [InlineData(9, 1L, Most + 1, null, null, "no model writes that much")]
    [InlineData(9, 5L, 1L, -1L, null, "less than nothing was kept")]
    [InlineData(9, 5L, 1L, 6L, null, "more was kept than is sent")]
    [InlineData(9, 5L, 1L, null, -1L, "less than nothing was thought")]
    [InlineData(9, 5L, 1L, null, Most + 1, "no model thinks that much")]
    public void Numbers_that_cannot_be_true_are_none(long inputBytes, long? input, long? output, long? cached, long? reasoning, string why)
    {
        ReplyUsage usage = ReplyUsage.Read(Reply([new TextContent("a")], input, output, cached, reasoning), inputBytes);

        usage.ShouldBe(default, why);
        (usage.IsCertain, usage.Recorded).ShouldBe((false, ((long?)null, (long?)null, (long?)null)));
    }

    [Fact]
    public void A_reply_without_usage_has_none() => ReplyUsage.Read(new ChatResponse(new ChatMessage(ChatRole.Assistant, "a")), 9).IsCertain.ShouldBeFalse();

    [Theory]
    [InlineData("aaaaaaaabbbbbbbbcccccccc", 3)]
    [InlineData("aaaaaaaabbbbbbbbccccccc", 2)]
    [InlineData("éééééééééééé", 3)]
    [InlineData("  a \n\t                                        a  ", 1)]
    [InlineData(" ", 1)]
    [InlineData("", 0)]
    public void A_reply_has_a_token_for_eight_bytes_of_its_text_and_one_at_least_where_it_has_a_text(string text, long least)
    {
        IsPossible(least, new TextContent(text)).ShouldBeTrue();
        IsPossible(least - 1, new TextContent(text)).ShouldBeFalse();
    }

    [Fact]
    public void All_parts_of_a_reply_count()
    {
        IsPossible(3, new TextContent("aaaaaaaabbbbbbbb"), new TextContent("cccccccc")).ShouldBeTrue();
        IsPossible(2, new TextContent("aaaaaaaabbbbbbbb"), new TextContent("cccccccc")).ShouldBeFalse();
        IsPossible(0, new TextContent("a"), new TextContent("")).ShouldBeFalse();
        IsPossible(0, new TextContent(""), new TextContent("a")).ShouldBeFalse();
    }

    [Fact]
    public void A_reply_without_a_text_may_have_no_token_and_one_that_says_why_it_failed_has_some()
    {
        IsPossible(0).ShouldBeTrue();
        IsPossible(0, new FunctionCallContent("1", "call")).ShouldBeTrue();
        IsPossible(0, new ErrorContent("refused")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(100L, 1, false)]
    [InlineData(101L, 1, true)]
    [InlineData(null, 1, false)]
    [InlineData(null, 25_600, false)]
    [InlineData(null, 25_601, true)]
    [InlineData(5L, 25_601, true)]
    public void A_reply_is_beyond_its_limit_by_what_it_reports_or_by_a_text_that_no_vocabulary_makes_of_so_few_tokens(long? output, int length, bool isBeyond)
    {
        ChatResponse reply = Reply([new TextContent(new string('a', length))], 1, output, null, null);

        ReplyUsage.IsBeyond(reply, 100).ShouldBe(isBeyond);
    }

    [Fact]
    public void A_reply_without_usage_is_beyond_its_limit_by_its_text_alone()
    {
        ReplyUsage.IsBeyond(new ChatResponse(new ChatMessage(ChatRole.Assistant, "a")), 1).ShouldBeFalse();
        ReplyUsage.IsBeyond(new ChatResponse(new ChatMessage(ChatRole.Assistant, new string('a', 257))), 1).ShouldBeTrue();
    }

    private static bool IsPossible(long output, params AIContent[] contents) => ReplyUsage.Read(Reply(contents, 1, output, null, null), 1).IsCertain;

    private static ChatResponse Reply(AIContent[] contents, long? input, long? output, long? cached, long? reasoning) =>
        new(new ChatMessage(ChatRole.Assistant, contents))
        {
            Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output, CachedInputTokenCount = cached, ReasoningTokenCount = reasoning },
        };
}
