using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MedReason;
using MedReason.Reports;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace WebExplorer;

/// <summary>Makes the page of a result, as <c>explain</c> returned it: what is downloaded is what was shown, and no question is run twice for it.</summary>
internal static class PageEndpoint
{
    // A drawing of more is no drawing any more, and the time to lay it out grows with the square of its edges.
    private const int MaxPaths = 200;
    private const int MaxEdges = 1_000;

    private static readonly JsonTypeInfo<ReasoningResult> Form =
        (JsonTypeInfo<ReasoningResult>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ReasoningResult));

    /// <summary>Answers with the page, a file that needs no network.</summary>
    public static async Task<IResult> HandleAsync(
        HttpContext context, ReasoningPipeline pipeline, IOptions<ExplorerOptions> limits, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType())
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, detail: "body: expected application/json");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limits.Value.MaxResultBytes;
        }

        KnowledgeGraphMetadata metadata = await pipeline.Graph.GetMetadataAsync(cancellationToken);
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: cancellationToken);
            ReasoningResult? result = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("result", out JsonElement given)
                ? given.Deserialize(Form)
                : null;
            return result is null || IsTooLarge(result.Evidence) || IsTooLarge(result.Chain?.Evidence)
                ? Refuse()
                : TypedResults.File(ResultPage.Render(result, metadata), "text/html; charset=utf-8", "result.html");
        }
        catch (BadHttpRequestException exception)
        {
            return TypedResults.Problem(statusCode: exception.StatusCode, detail: $"body: expected at most {limits.Value.MaxResultBytes} bytes");
        }
#pragma warning disable CA1031 // Whatever a result that somebody made by hand breaks is the request's fault, and says nothing to a person.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Refuse();
        }
#pragma warning restore CA1031
    }

    private static bool IsTooLarge(EvidenceSet? evidence) =>
        evidence is not null && (evidence.Paths.Count > MaxPaths || evidence.Paths.Sum(path => path.Path.Hops.Count) > MaxEdges);

    private static IResult Refuse() => TypedResults.Problem(
        statusCode: StatusCodes.Status400BadRequest, detail: $"body: expected {{\"result\"}} as explain returns it, with at most {MaxPaths} paths and {MaxEdges} edges in them");
}
