using MedReason.Extensions.AI;
using MedReason.Extensions.AI.Grounding;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason;

/// <summary>Checks the answers of a chat against a knowledge graph.</summary>
public static class GroundingExtensions
{
    /// <summary>The name under which <see cref="AnswerGrounding"/> stands in the additional properties of a response.</summary>
    public const string GroundingPropertyName = "medreason.grounding";

    /// <summary>Adds a client that checks the claims of every answer against a graph and adds the verdict to the response.</summary>
    /// <remarks>
    /// <para>What is checked is the text of a response that calls no function, as an answer to the text of the last message of the user. The verdict stands
    /// in <see cref="ChatResponse.AdditionalProperties"/> as an <see cref="AnswerGrounding"/>; each claim that an edge supports or contradicts is a
    /// <see cref="CitationAnnotation"/> on its sentence. The words of an answer are never changed but by a repair, which is a further request.</para>
    /// <para>Streamed responses pass through, and a last update without text carries the verdict. A graph that cannot be read loses no answer: the response
    /// then says that it was not checked. Put it outside <c>UseFunctionInvocation</c>, so that it sees final answers.</para>
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="graph">The graph; null for the one that is registered. It must offer <see cref="INodeIndex"/> and <see cref="INodeCatalog"/>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ChatClientBuilder UseMedicalGrounding(this ChatClientBuilder builder, IKnowledgeGraph? graph = null, GroundingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        options ??= new GroundingOptions();
        options.Validate(nameof(options));
        return builder.Use((inner, services) => new GroundingChatClient(inner, graph ?? services.GetRequiredService<IKnowledgeGraph>(), options));
    }

    /// <summary>Gets what the graph says of an answer.</summary>
    /// <param name="response">The response of a client with <see cref="UseMedicalGrounding"/>.</param>
    /// <returns>The verdict; null when the response is no answer or was not passed through such a client.</returns>
    public static AnswerGrounding? GetGrounding(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        // The properties of updates become those of the response or of its message.
        return Find(response.AdditionalProperties)
            ?? response.Messages.Select(message => Find(message.AdditionalProperties)).LastOrDefault(grounding => grounding is not null);

        static AnswerGrounding? Find(AdditionalPropertiesDictionary? properties) =>
            properties?.TryGetValue(GroundingPropertyName, out AnswerGrounding? grounding) == true ? grounding : null;
    }
}
