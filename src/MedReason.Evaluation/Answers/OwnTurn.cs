namespace MedReason.Evaluation;

/// <summary>Finds the end of the model's own turn: a model that is not stopped writes the next turn too, or the next question with another answer.</summary>
internal static class OwnTurn
{
    // Harmony ends its channels with the same token as others their turn.
    private const string ChannelMark = "<|channel|>";
    private const string ChannelEnd = "<|end|>";

    // What chat templates put behind or before a turn.
    private static readonly string[] Tokens =
    [
        "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|im_end|>", "<|endoftext|>", "<|end_of_turn|>", "<|return|>", ChannelEnd, "<end_of_turn>", "</s>",
        "<eos>", "<|end▁of▁sentence|>", "<|start_header_id|>", "<|im_start|>", "<|user|>", "<|assistant|>", "<start_of_turn>", "<|User|>", "[INST]",
    ];

    // What begins a line of the next turn, or of the next of several examples; in lower case, behind marks of headings and bold.
    private static readonly string[] Openings =
        ["user:", "human:", "question:", "q:", "patient:", "instruction:", "### instruction", "### question", "### user", "### human"];

    /// <summary>Cuts a normalized text at the first token of a chat template that something else stands before.</summary>
    public static string CutAtToken(string text)
    {
        int start = 0;
        while (start < text.Length && (char.IsWhiteSpace(text[start]) || TokenAt(text, start) is not null))
        {
            start += TokenAt(text, start)?.Length ?? 1;
        }

        bool hasChannels = text.Contains(ChannelMark, StringComparison.Ordinal);
        int end = text.Length;
        foreach (string token in Tokens)
        {
            if (token != ChannelEnd || !hasChannels)
            {
                int at = text.AsSpan(start, end - start).IndexOf(token, StringComparison.Ordinal);
                end = at < 0 ? end : start + at;
            }
        }

        return text[..end];
    }

    /// <summary>Cuts a text before the first line, but its own first, that begins another turn or another question; null when there is none.</summary>
    public static string? CutAtLine(string text)
    {
        for (int start = text.IndexOf('\n', StringComparison.Ordinal) + 1; start > 0; start = text.IndexOf('\n', start) + 1)
        {
            ReadOnlySpan<char> line = text.AsSpan(start).TrimStart(" *_>");
            ReadOnlySpan<char> plain = line.TrimStart("#* ");
            foreach (string opening in Openings)
            {
                bool isOpened = line.StartsWith(opening, StringComparison.OrdinalIgnoreCase) || plain.StartsWith(opening, StringComparison.OrdinalIgnoreCase);
                if (isOpened && !string.IsNullOrWhiteSpace(text[..start]))
                {
                    return text[..start];
                }
            }
        }

        return null;
    }

    private static string? TokenAt(string text, int at) => Array.Find(Tokens, token => text.AsSpan(at).StartsWith(token, StringComparison.Ordinal));
}
