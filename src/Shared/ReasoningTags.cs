using System.Text;

namespace MedReason.Shared;

/// <summary>Takes out of a model's reply what it thinks between marks, such as <c>&lt;think&gt;</c> or the channels of harmony.</summary>
internal static class ReasoningTags
{
    // Harmony's marks are special tokens: a server that does not decode them leaves the names of the channels, run together with the text.
    private const string BareAnalysis = "analysis";
    private const string BareFinal = "assistantfinal";

    // What opens and what closes. A closing mark alone ends reasoning that a prompt template opened.
    private static readonly (string Open, string Close)[] Pairs =
    [
        ("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<thought>", "</thought>"), ("<thoughts>", "</thoughts>"), ("<reasoning>", "</reasoning>"),
        ("<analysis>", "</analysis>"), ("<reflection>", "</reflection>"), ("<scratchpad>", "</scratchpad>"), ("[think]", "[/think]"), ("◁think▷", "◁/think▷"),
        ("<|begin_of_thought|>", "<|end_of_thought|>"), ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"), ("<unused94>", "<unused95>"),
    ];

    // What ends a turn of harmony, where it reaches the text.
    private static readonly string[] TurnEnds = ["<|return|>", "<|end|>"];

    /// <summary>Removes the reasoning.</summary>
    /// <returns>What is left to read; null where reasoning was left open.</returns>
    public static string? Remove(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan().TrimStart();
        if (start.StartsWith(BareAnalysis, StringComparison.Ordinal) && text.LastIndexOf(BareFinal, StringComparison.Ordinal) is >= 0 and int bare)
        {
            return text[(bare + BareFinal.Length)..];
        }

        if (start.IndexOfAny("<[◁") < 0)
        {
            return text;
        }

        foreach ((string open, string close) in Pairs)
        {
            if (RemovePair(text, open, close) is not { } said)
            {
                return null;
            }

            text = said;
        }

        foreach (string end in TurnEnds)
        {
            text = text.TrimEnd().EndsWith(end, StringComparison.Ordinal) ? text.TrimEnd()[..^end.Length] : text;
        }

        return text;
    }

    private static string? RemovePair(string text, string open, string close)
    {
        StringBuilder? kept = null;
        int read = 0;
        for (int closed = Find(close, 0, text.Length); closed >= 0; closed = Find(close, read, text.Length))
        {
            kept ??= new StringBuilder();
            int opened = Find(open, read, closed);

            // A block in the middle leaves what stands before it; a closing mark without an opening one leaves nothing before it.
            kept = opened >= 0 ? kept.Append(text, read, opened - read).Append('\n') : kept.Clear();
            read = closed + close.Length;
        }

        return Find(open, read, text.Length) >= 0 ? null
            : kept is null ? text
            : kept.Append(text, read, text.Length - read).ToString();

        int Find(string mark, int start, int end) => text.IndexOf(mark, start, end - start, StringComparison.OrdinalIgnoreCase);
    }
}
