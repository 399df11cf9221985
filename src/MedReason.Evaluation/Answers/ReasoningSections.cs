using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>Takes what a model thinks aloud out of what it says: tags such as <c>&lt;think&gt;</c>, headings such as <c>## Thinking</c>.</summary>
internal static class ReasoningSections
{
    private static readonly string[] ReasoningHeadings =
        ["thinking", "thinking process", "thought", "thoughts", "thought process", "chain of thought", "inner monologue", "scratchpad"];

    // Sections that argue in the open: left out where an answer has a heading of its own, read where it has not.
    private static readonly string[] ArguingHeadings =
        ["reasoning", "reasoning process", "analysis", "explanation", "rationale", "step by step reasoning", "stepbystep reasoning", "stepbystep thinking",
            "discussion", "justification",
            "finding reasoning paths"];

    private static readonly string[] AnswerHeadings =
        ["final response", "final answer", "answer", "final", "response", "conclusion", "final conclusion", "the final answer", "correct answer",
            "final decision", "output"];

    /// <summary>What is left to read, or null where reasoning was left open.</summary>
    public static string? Remove(string text)
    {
        string? said = ReasoningTags.Remove(text);
        return said is null ? null : RemoveHeadings(said);
    }

    /// <summary>What stands below the headings of an answer, where the text begins with such headings on lines of their own; else the text.</summary>
    public static string WithoutAnswerHeadings(string text)
    {
        int start = 0;
        while (true)
        {
            ReadOnlySpan<char> said = text.AsSpan(start).TrimStart();
            int end = said.IndexOf('\n');
            if (end < 0 || !IsAnswerHeading(said[..end]))
            {
                return text[start..];
            }

            start = text.Length - said.Length + end + 1;
        }
    }

    /// <summary>Whether words head a section that argues.</summary>
    public static bool HeadsArgument(ReadOnlySpan<char> words) => ArguingHeadings.AsSpan().Contains(words.ToString());

    private static bool IsAnswerHeading(ReadOnlySpan<char> line) => HeadingOf(line) is { } heading && Array.IndexOf(AnswerHeadings, heading) >= 0
        && !line.Trim("#*_ .:").Contains(':');

    private static string? RemoveHeadings(string text)
    {
        bool isReasoning = false;
        bool isArguing = false;
        int keptTo = -1;
        int keptFrom = 0;
        for (int start = 0; start <= text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            ReadOnlySpan<char> line = text.AsSpan(start, end - start);
            if (HeadingOf(line) is { } heading)
            {
                if (Array.IndexOf(ReasoningHeadings, heading) >= 0)
                {
                    isReasoning = true;
                    keptTo = keptTo < 0 ? start : keptTo;
                }
                else if (Array.IndexOf(ArguingHeadings, heading) >= 0)
                {
                    isArguing |= !isReasoning;
                    keptTo = keptTo < 0 ? start : keptTo;
                }
                else if (Array.IndexOf(AnswerHeadings, heading) >= 0 && (isReasoning ? !IsPartOfThinking(heading) : isArguing))
                {
                    (isReasoning, isArguing) = (false, false);
                    keptFrom = start;
                }
            }

            start = end + 1;
        }

        return isReasoning ? null : keptFrom == 0 ? text : string.Concat(text.AsSpan(0, Math.Max(keptTo, 0)), text.AsSpan(keptFrom));
    }

    /// <summary>Whether a section of that name is found inside reasoning too, and so does not end it.</summary>
    private static bool IsPartOfThinking(string heading) => heading is "conclusion" or "output";

    /// <summary>
    /// The words of a heading, in lower case without marks: a line that starts with number signs, is bold, or ends in a colon after such words.
    /// </summary>
    private static string? HeadingOf(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> words = line.Trim();
        bool isMarked = words.StartsWith("#") || words.StartsWith("**") || words.StartsWith("__");
        words = words.TrimStart("#*_ ");
        int colon = words.IndexOf(':');
        if (colon >= 0)
        {
            // "Final Answer: B" is heading and text in one line.
            words = words[..colon];
        }
        else if (!isMarked)
        {
            return null;
        }

        int bold = words.IndexOf("**");
        words = (bold >= 0 ? words[..bold] : words).TrimEnd("#*_ .:");
        if (words.Length is 0 or > 40)
        {
            return null;
        }

        string heading = words.ToString().ToLowerInvariant().Replace("-", string.Empty, StringComparison.Ordinal);
        return isMarked || heading is not ("answer" or "response" or "output" or "final" or "conclusion" or "reasoning" or "analysis" or "explanation"
            or "rationale" or "discussion" or "thought" or "thoughts" or "justification" or "correct answer")
            ? heading
            : null;
    }
}
