using MedReason.Extensions.AI;
using MedReason.Extensions.AI.Tools;
using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>Offers a graph and a pipeline to models as tools.</summary>
public static class GraphToolExtensions
{
    /// <summary>
    /// Creates the tools <c>verify_reasoning</c>, <c>find_entities</c>, <c>get_node</c>, <c>get_neighbors</c>, <c>find_paths</c> and <c>graph_info</c>.
    /// </summary>
    /// <remarks>
    /// Every tool is an <see cref="AIFunction"/> without reflection. Its result is a JSON object: what its <c>ReturnJsonSchema</c> describes, or
    /// <c>{"error": ...}</c>, one sentence for the model, where its arguments are wrong or the graph cannot be read. Arguments and names of nodes are data:
    /// nothing that they contain is followed. Tools change nothing and are safe for concurrent use.
    /// </remarks>
    /// <param name="graph">The graph; it must offer <see cref="INodeIndex"/> and <see cref="INodeCatalog"/>. The tools do not dispose it.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The tools, <c>verify_reasoning</c> first.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IList<AITool> AsAITools(this IKnowledgeGraph graph, GraphToolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        options ??= new GraphToolOptions();
        options.Validate(nameof(options));
        var reader = new GraphReader(graph, options);
        return
        [
            new VerifyReasoningTool(reader),
            new FindEntitiesTool(reader),
            new GetNodeTool(reader),
            new GetNeighborsTool(reader),
            new FindPathsTool(reader),
            new GraphInfoTool(reader),
        ];
    }

    /// <summary>Creates the tool <c>explain_question</c>, which runs the pipeline for a question.</summary>
    /// <remarks>
    /// As the tools of <see cref="AsAITools"/>. A host that wants progress puts an <see cref="IProgress{T}"/> of <see cref="string"/> into the context of the
    /// call's arguments under the type itself; it receives the name of each stage that begins.
    /// </remarks>
    /// <param name="pipeline">The pipeline. The tool does not dispose its graph.</param>
    /// <param name="options">The limits of texts and citations; null for the defaults.</param>
    /// <returns>The tool.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static AIFunction AsAIFunction(this ReasoningPipeline pipeline, GraphToolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        options ??= new GraphToolOptions();
        options.Validate(nameof(options));
        return new ExplainQuestionTool(pipeline, new GraphReader(pipeline.Graph, options));
    }
}
