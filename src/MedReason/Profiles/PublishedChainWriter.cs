using System.Globalization;
using MedReason.Chat;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Profiles;

/// <summary>
/// The published writing: the model sees question, answer and paths without relations, and writes free text in three sections, of which nothing is tied to
/// the graph.
/// </summary>
internal sealed class PublishedChainWriter(IChatClient client, MedReasonOptions options) : IChainWriter
{
    public async Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        string listed = string.Join('\n', request.Evidence.Paths.Select((path, position) => string.Create(
            CultureInfo.InvariantCulture, $"{position + 1}: {string.Join(" -> ", path.Path.Nodes.Select(node => PlainText.Clean(node.Name)))}")));
        List<ChatMessage> messages = FencedMessages.Create(
            PublishedPrompts.Write, options.RunKey, request.Question.Id,
                [("question", request.Question.Text), ("answer", PublishedCalls.WithPublishedAnswer(request.Question).Answer), ("paths", listed)]);
        StructuredResponse<string> reply = await client.GetTextAsync(messages, PublishedCalls.Ask(PublishedPrompts.Write, options), cancellationToken)
            .ConfigureAwait(false);
        string text = UntrustedText.Create(reply.Value).Clean.Trim();
        return new ReasoningChain
        {
            Text = text,
            Steps = ReadSteps(text),
            Answer = ChainSections.FindConclusion(text),
            Evidence = request.Evidence,
            ModelId = reply.ModelId,
            PromptVersion = PublishedPrompts.Write.ToString(),
            Usage = reply.Usage,
        };
    }

    /// <summary>The lines between the headings of process and conclusion; they cite nothing.</summary>
    private static ChainStep[] ReadSteps(string text)
    {
        string[] lines = text.Split('\n');
        int start = Array.FindIndex(lines, line => IsHeading(line, ChainSections.Process)) + 1;
        int end = Array.FindLastIndex(lines, line => IsHeading(line, ChainSections.Conclusion));
        return [.. lines[start..(end < start ? lines.Length : end)].Select(line => line.Trim()).Where(line => line.Length > 0).Select(
            line => new ChainStep { Text = line })];
    }

    private static bool IsHeading(string line, string heading) => line.Trim("#*: ").Equals(heading.Trim("#*: "), StringComparison.OrdinalIgnoreCase);
}
