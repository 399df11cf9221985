using MedReason.Extensions.AI.Tools.Results;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tools;

/// <summary><c>explain_question</c>: the pipeline's chain for a question.</summary>
internal sealed class ExplainQuestionTool(ReasoningPipeline pipeline, GraphReader reader) : GraphTool<ExplanationResult>(
    reader,
    "explain_question",
    "Argues from a question to its answer over the knowledge graph, or picks an option where no answer is given; says so where the graph does not support one.",
    new ToolParameter("question", string.Empty, IsRequired: true),
    new ToolParameter("options", "Labels and texts of a multiple choice.", Kind: ToolParameterKind.Texts),
    new ToolParameter("answer", "Label or text of the known answer."))
{
    protected override async Task<ExplanationResult> AnswerAsync(ToolCall call, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        string text = call.Text("question");
        string? answer = call.FindText("answer");
        IReadOnlyList<AnswerOption> options = call.Options("options");
        if (answer is null && options.Count == 0)
        {
            throw new ToolInputException("answer: expected the answer, or options to choose from");
        }

        RunOptions run = pipeline.DefaultOptions with { Mode = answer is null ? ReasoningMode.Answer : ReasoningMode.Explain };
        IProgress<string>? progress = arguments.Context?.TryGetValue(typeof(IProgress<string>), out object? given) == true ? given as IProgress<string> : null;
        ReasoningResult result = await RunAsync(Reader.Ask(text, options, answer), run, progress, cancellationToken).ConfigureAwait(false);
        KnowledgeGraphMetadata metadata = await Reader.Graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        return new ExplanationResult
        {
            Outcome = result.Outcome,
            Reason = result.Reason,
            Detail = result.Detail,
            Grade = result.Evidence?.Grade,
            Answer = result.Chain?.Answer,
            AnswerLabel = result.Chain?.AnswerLabel,
            ContestedBy = result.Evidence?.ContestedBy,
            Steps = [.. result.Chain?.Steps.Select(step => step.Text) ?? []],
            Paths = await Reader.DescribeAsync(Cited(result), metadata, cancellationToken).ConfigureAwait(false),
            Verdict = result.Verdict?.Status,
            Graph = GraphIdentity.Of(metadata),
        };
    }

    private async Task<ReasoningResult> RunAsync(MedicalQuestion question, RunOptions run, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ReasoningResult? result = null;
        await foreach (ReasoningUpdate update in pipeline.RunStreamingAsync(question, run, cancellationToken).ConfigureAwait(false))
        {
            if (update is { Kind: ReasoningUpdateKind.Stage, Stage: { } stage })
            {
                progress?.Report(stage);
            }

            result = update.Result ?? result;
        }

        return result ?? throw new InvalidOperationException("A run of the pipeline ended without a result.");
    }

    private List<KgPath> Cited(ReasoningResult result)
    {
        if (result.Chain is not { } chain)
        {
            return [.. (result.Evidence?.Paths ?? []).Take(Reader.Options.MaxPaths).Select(path => path.Path)];
        }

        IEnumerable<int> indexes = chain.Steps.SelectMany(step => step.PathIndexes).Distinct();
        return [.. indexes.Where(index => index >= 0 && index < chain.Evidence.Paths.Count).Select(index => chain.Evidence.Paths[index].Path)];
    }
}
