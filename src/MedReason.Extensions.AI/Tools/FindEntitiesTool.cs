using MedReason.Extensions.AI.Tools.Results;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tools;

/// <summary><c>find_entities</c>: the nodes that a text names.</summary>
internal sealed class FindEntitiesTool(GraphReader reader) : GraphTool<EntitiesResult>(
    reader,
    "find_entities",
    "Finds the diseases, drugs, findings and genes that a name or a clinical text mentions, with their ids and whether they are affirmed or denied.",
    new ToolParameter("text", string.Empty, IsRequired: true))
{
    protected override async Task<EntitiesResult> AnswerAsync(ToolCall call, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        string text = call.Text("text");
        var question = new MedicalQuestion { Id = "text", Text = text };
        IReadOnlyList<EntityMention> mentions = await Reader.Extractor.ExtractAsync(Reader.Graph, question, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<EntityLink> links = await Reader.Linker.LinkAsync(Reader.Graph, question, mentions, cancellationToken).ConfigureAwait(false);
        EntityEntry[] entities =
        [
            .. links.Where(link => link.Node is not null).OrderBy(link => link.Mention.Start).Select(link => new EntityEntry
            {
                Text = link.Mention.Text,
                Start = link.Mention.Start,
                End = link.Mention.End,
                Node = GraphReader.ToEntry(link.Node!),
                Relation = link.Relation,
                Assertion = link.Mention.Assertion,
            }),
        ];
        IReadOnlyList<ScoredNode>? similar = entities.Length > 0
            ? null
            : await Reader.SearchAsync(text, Reader.Options.MaxResults, cancellationToken).ConfigureAwait(false);
        return new EntitiesResult
        {
            Entities = [.. entities.Take(Reader.Options.MaxResults)],
            Similar = similar is { Count: > 0 } ? [.. similar.Select(one => GraphReader.ToEntry(one.Node))] : null,
            IsTruncated = entities.Length > Reader.Options.MaxResults,
        };
    }
}
