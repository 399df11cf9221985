using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>Puts a prompt and untrusted parts together: the prompt as instruction, the parts cleaned, cut and fenced.</summary>
internal static class FencedMessages
{
    /// <summary>Makes the messages of a call.</summary>
    /// <param name="prompt">The prompt, with the placeholders of the fence.</param>
    /// <param name="runKey">The run's key.</param>
    /// <param name="questionId">The question.</param>
    /// <param name="maxPartLength">Each part is cut to so many UTF-16 code units.</param>
    /// <param name="parts">Label and text of each part; a text that is null or blank is left out.</param>
    /// <returns>Two messages.</returns>
    public static List<ChatMessage> Create(
        PromptTemplate prompt, ReadOnlyMemory<byte> runKey, string questionId, int maxPartLength, params ReadOnlySpan<(string Label, string? Text)> parts)
    {
        var contents = new List<(string Label, string Text)>();
        foreach ((string label, string? text) in parts)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                string clean = UntrustedText.Create(text).Clean;
                contents.Add((label, clean.Length <= maxPartLength ? clean : clean[..CutAt(clean, maxPartLength)]));
            }
        }

        var fence = PromptFence.Create(runKey.Span, questionId, prompt.Name, [.. contents.Select(part => part.Text)]);
        return
        [
            new ChatMessage(ChatRole.System, prompt.Render(new Dictionary<string, string>(StringComparer.Ordinal) { ["opening"] = fence.Opening, ["closing"] = fence.Closing })),
            new ChatMessage(ChatRole.User, string.Join("\n\n", contents.Select(part => fence.Wrap(part.Label, part.Text)))),
        ];
    }

    /// <summary>The options with their numbers, one a line.</summary>
    public static string Number(IReadOnlyList<AnswerOption> options)
    {
        var list = new StringBuilder();
        for (int i = 0; i < options.Count; i++)
        {
            list.Append(CultureInfo.InvariantCulture, $"{i + 1}: ").Append(PathWording.Clean(options[i].Text)).Append('\n');
        }

        return list.ToString();
    }

    private static int CutAt(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
