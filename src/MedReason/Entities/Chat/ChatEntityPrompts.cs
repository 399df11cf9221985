using MedReason.Chat;

namespace MedReason.Entities;

/// <summary>The library's own prompts for finding and settling entities. A change of words is a change of version.</summary>
internal static class ChatEntityPrompts
{
    public static PromptTemplate Extract { get; } = new("extract", "3", $$"""
        Mark the medical entities in a question. {{FencedMessages.Rule}}
        Mark, in order and each time it stands there, every mention of a thing whose type is in "types", but for what is in "marked". For each give:
        part: the name of its part; for line 1 of "options", "option 1"
        text: its words exactly as they stand, as short as they still name the thing
        type: out of "types", or "other"
        assertion: present, absent (denied), family (a relative's), historical (past), hypothetical (may come)
        """);

    public static PromptTemplate Settle { get; } = new("settle", "2", $$"""
        Decide which entry of a catalogue each mention in a medical question names. {{FencedMessages.Rule}}
        "mentions" gives each mention a number and, below it, numbered candidates. For each mention give:
        mention: its number
        candidate: the number of the one it names in this question, the most specific that the text supports; 0 if it names none
        """);
}
