using System.Text;
using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>The tokens that a provider reports for a reply, as far as they can be true. Immutable.</summary>
/// <remarks>
/// What a call costs rests on numbers that the other side sends. Numbers that cannot be true are not counted: the call then counts with its worst case, as one
/// whose usage was not reported does.
/// </remarks>
internal readonly record struct ReplyUsage
{
    // Far more than any model reads or writes in one call, and far less than what overflows a sum.
    private const long MostTokens = 10_000_000;

    // Vocabularies make a token of about four bytes of prose, and of hardly more than six in any text; white space, which may fold into one, is not counted.
    private const long MostBytesPerTokenOnAverage = 8;

    /// <summary>Whether the numbers were reported and can be true; they are zero otherwise.</summary>
    public bool IsCertain { get; private init; }

    public long Input { get; private init; }

    /// <summary>How many of <see cref="Input"/> the provider had kept from before.</summary>
    public long CachedInput { get; private init; }

    public long Output { get; private init; }

    /// <summary>The three numbers as they are recorded: null where they are not certain.</summary>
    public (long? Input, long? CachedInput, long? Output) Recorded => IsCertain ? (Input, CachedInput, Output) : (null, null, null);

    /// <summary>Creates a usage as it is on record.</summary>
    public static ReplyUsage Of(long input, long cachedInput, long output) =>
        new() { IsCertain = true, Input = input, CachedInput = cachedInput, Output = output };

    /// <summary>Reads what a reply reports.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="inputBytes">The bytes that were sent, of which none makes more than a token.</param>
    public static ReplyUsage Read(ChatResponse reply, long inputBytes)
    {
        if (reply.Usage is not { InputTokenCount: { } input, OutputTokenCount: { } output } usage)
        {
            return default;
        }

        long cached = usage.CachedInputTokenCount ?? 0;
        bool isPossible = input is > 0 and <= MostTokens && input <= inputBytes
            && output is >= 0 and <= MostTokens && output >= LeastTokens(reply)
            && cached >= 0 && cached <= input
            && usage.ReasoningTokenCount is not (< 0 or > MostTokens);
        return isPossible ? Of(input, cached, output) : default;
    }

    /// <summary>Whether a reply is longer than its call allowed, by what it reports or by its own text.</summary>
    public static bool IsBeyond(ChatResponse reply, int maxOutputTokens)
    {
        // No vocabulary has longer tokens.
        const long BytesPerToken = 256;
        return reply.Usage?.OutputTokenCount > maxOutputTokens
            || Encoding.UTF8.GetByteCount(reply.Text) > maxOutputTokens * BytesPerToken;
    }

    /// <summary>The number of tokens that what a reply shows has at least; tokens that it does not show, such as hidden reasoning, cannot be checked.</summary>
    private static long LeastTokens(ChatResponse reply)
    {
        bool isEmpty = true;
        long bytes = 0;
        foreach (AIContent content in reply.Messages.SelectMany(static message => message.Contents))
        {
            string text = (content as TextContent)?.Text ?? string.Empty;
            isEmpty &= text.Length == 0 && content is not ErrorContent;
            foreach (Rune rune in text.EnumerateRunes())
            {
                bytes += Rune.IsWhiteSpace(rune) ? 0 : rune.Utf8SequenceLength;
            }
        }

        return isEmpty ? 0 : Math.Max(1, bytes / MostBytesPerTokenOnAverage);
    }
}
