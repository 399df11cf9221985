using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MedReason.Extensions.AI.Tools.Results;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tools;

/// <summary>A tool over a graph: typed result, schemas, and one sentence where a call cannot be answered.</summary>
/// <typeparam name="T">The result.</typeparam>
internal abstract class GraphTool<T> : AIFunction
    where T : class
{
    private static readonly JsonTypeInfo<T> Form = (JsonTypeInfo<T>)ToolJson.Options.GetTypeInfo(typeof(T));

    // Made once a type: every request of a chat carries the schemas of its tools.
    private static readonly JsonElement ResultSchema = AIJsonUtilities.CreateJsonSchema(
        typeof(T), serializerOptions: ToolJson.Options, inferenceOptions: new AIJsonSchemaCreateOptions { IncludeSchemaKeyword = false });

    private readonly IReadOnlyList<ToolParameter> _parameters;

    protected GraphTool(GraphReader reader, string name, string description, params IReadOnlyList<ToolParameter> parameters)
    {
        Reader = reader;
        Name = name;
        Description = description;
        JsonSchema = ParameterSchema(parameters);
        _parameters = parameters;
    }

    /// <inheritdoc />
    public override string Name { get; }

    /// <inheritdoc />
    public override string Description { get; }

    /// <inheritdoc />
    public override JsonElement JsonSchema { get; }

    /// <inheritdoc />
    public override JsonElement? ReturnJsonSchema => ResultSchema;

    /// <inheritdoc />
    public override JsonSerializerOptions JsonSerializerOptions => ToolJson.Options;

    /// <summary>Gets the graph that is read.</summary>
    protected GraphReader Reader { get; }

    /// <inheritdoc />
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        try
        {
            var call = new ToolCall(arguments, _parameters, Reader.Options.MaxTextLength);
            return JsonSerializer.SerializeToElement(await AnswerAsync(call, arguments, cancellationToken).ConfigureAwait(false), Form);
        }
        catch (ToolInputException exception)
        {
            return Fail(exception.Message);
        }
        catch (KnowledgeGraphException exception)
        {
            return Fail($"the graph cannot be read: {exception.Message}");
        }
        catch (ObjectDisposedException)
        {
            return Fail("the graph cannot be read: it was closed");
        }
    }

    /// <summary>Answers a call.</summary>
    /// <exception cref="ToolInputException">An argument cannot be used.</exception>
    protected abstract Task<T> AnswerAsync(ToolCall call, AIFunctionArguments arguments, CancellationToken cancellationToken);

    private static JsonElement Fail(string message) => JsonSerializer.SerializeToElement(new ToolError { Error = message }, ToolJson.Error);

    private static JsonElement ParameterSchema(IReadOnlyList<ToolParameter> parameters)
    {
        var properties = new JsonObject();
        foreach (ToolParameter parameter in parameters)
        {
            var schema = new JsonObject();
            if (parameter.Description.Length > 0)
            {
                schema["description"] = parameter.Description;
            }

            schema["type"] = parameter.Kind switch { ToolParameterKind.Number => "integer", ToolParameterKind.Texts => "object", _ => "string" };
            if (parameter.Kind == ToolParameterKind.Texts)
            {
                schema["additionalProperties"] = new JsonObject { ["type"] = "string" };
            }

            properties[parameter.Name] = schema;
        }

        var whole = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (parameters.Any(parameter => parameter.IsRequired))
        {
            whole["required"] = new JsonArray([.. parameters.Where(parameter => parameter.IsRequired).Select(parameter => (JsonNode)parameter.Name)]);
        }

        return JsonText.ParseElement(Encoding.UTF8.GetBytes(whole.ToJsonString()));
    }
}
