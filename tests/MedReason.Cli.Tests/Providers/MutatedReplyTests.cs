using System.Text;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

/// <summary>Replies that are almost right: each is read or is a typed failure, whatever the library in between thinks of it.</summary>
public sealed class MutatedReplyTests
{
    private const string Canary = "sk-canary-5f2e8a9d1c";
    private static readonly int Count = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 20_000 : 600;
    private static readonly ChatMessage[] Messages = [new(ChatRole.User, "Which drug?")];

    private static readonly string[] Fragments =
    [
        "null", "{}", "[]", "\"\"", "-1", "1e400", "true", "\"stop\"", "\"\\ud800\"", "\"choices\":null,", "\"content\":[],", "\"type\":\"other\",",
        Canary, "\n\n", "data: ", "event: error\n", "}", "]", "\"", ",",
    ];

    private static readonly byte[] AnthropicReply = Encoding.UTF8.GetBytes(
        """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"metformin"}]"""
        + ""","stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":7}}""");

    private static readonly byte[] AnthropicStream = Encoding.UTF8.GetBytes(
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\","
        + "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":11,\"output_tokens\":1}}}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"met\"}}\n\n"
        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
        + "\"usage\":{\"output_tokens\":7}}\n\n"
        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

    [Theory]
    [InlineData(ProviderNames.OpenAI, false, 1)]
    [InlineData(ProviderNames.OpenAI, true, 2)]
    [InlineData(ProviderNames.Anthropic, false, 3)]
    [InlineData(ProviderNames.Anthropic, true, 4)]
    public async Task A_mutated_reply_is_read_or_typed_and_gives_nothing_away(string provider, bool isStreamed, int seed)
    {
        byte[] whole = (provider, isStreamed) switch
        {
            (ProviderNames.OpenAI, false) => LoopbackReply.Chat("metformin").Body,
            (ProviderNames.OpenAI, true) => LoopbackReply.Stream(["met", "formin"]).Body,
            (_, false) => AnthropicReply,
            _ => AnthropicStream,
        };
        byte[] body = whole;
        var random = new Random(seed);
        using var wire = new WireHandler(() => WireHandler.Content(body, isStreamed ? "text/event-stream" : "application/json"));
        using IChatClient client = ChatProviderFactory.CreateChatClient(
            new ChatProviderOptions
            {
                Provider = provider,
                Model = "m",
                Retry = new RetryOptions { MaxAttempts = 1, AttemptTimeout = TimeSpan.FromSeconds(30) },
            },
            _ => Canary,
            TimeProvider.System,
            wire)!;
        int read = 0;
        for (int index = 0; index < Count; index++)
        {
            body = index == 0 ? whole : Mutate(whole, random);
            Exception? exception = await Record.ExceptionAsync(async () =>
            {
                if (isStreamed)
                {
                    await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Messages))
                    {
                        _ = update.Text;
                    }
                }
                else
                {
                    _ = (await client.GetResponseAsync(Messages)).Text;
                }
            });

            if (exception is null)
            {
                read++;
                continue;
            }

            exception.ShouldBeAssignableTo<MedReasonException>($"number {index}: {Encoding.UTF8.GetString(body)}");
            exception.ToString().ShouldNotContain(Canary);
        }

        // Neither all nor nothing: else the mutations would test nothing.
        read.ShouldBeInRange(1, Count - (Count / 10));
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var bytes = new List<byte>(whole);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    ReplaceValue(bytes, at, Fragments[random.Next(Fragments.Length)]);
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Puts something else in the place of the value that follows the next colon, so that the JSON often stays whole.</summary>
    private static void ReplaceValue(List<byte> bytes, int from, string fragment)
    {
        int colon = bytes.IndexOf((byte)':', from);
        if (colon < 0)
        {
            return;
        }

        int end = colon + 1;
        while (end < bytes.Count && bytes[end] is not ((byte)',' or (byte)'}' or (byte)']'))
        {
            end++;
        }

        bytes.RemoveRange(colon + 1, end - colon - 1);
        bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(fragment));
    }
}
