using System.CommandLine;
using MedReason.Embeddings.Onnx;
using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>The options of verbs that look names up by an index that <c>embed</c> made.</summary>
internal sealed class EmbeddingIndexOptions
{
    private readonly Option<string?> _index = new("--embeddings")
    {
        Description = "An index that medreason embed made of the same graph: entities whose names settle nothing are looked up in it.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _folder = ModelFolder();

    private readonly Option<string?> _endpoint = new("--embedding-endpoint")
    {
        Description = "Where the model of an index of --embeddings openai is served. The key is read from OPENAI_API_KEY.",
        HelpName = "URL",
    };

    public static Option<string?> ModelFolder() => new("--model-folder")
    {
        Description = "The folder of a sentence encoder in ONNX: model.onnx or onnx/model.onnx, and vocab.txt.",
        HelpName = "DIR",
    };

    /// <summary>Creates the generator of a model that a server has.</summary>
    /// <exception cref="UsageException">The variable that holds the key is not set, or the endpoint is not an address.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> CreateServed(string model, string? endpoint)
    {
        var options = new ChatProviderOptions { Provider = ProviderNames.OpenAI, Model = model, Endpoint = endpoint };
        return ChatProviderFactory.CreateEmbeddingGenerator(options, Environment.GetEnvironmentVariable, TimeProvider.System);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_index);
        command.Options.Add(_folder);
        command.Options.Add(_endpoint);
    }

    /// <summary>Gives a graph the index that the call names.</summary>
    /// <returns>The graph, which the caller disposes; the graph alone where no index is named.</returns>
    /// <exception cref="UsageException">The options do not go with the index.</exception>
    /// <exception cref="InputFormatException">The index is damaged, or was made of another graph or by another model.</exception>
    public async Task<EmbeddedGraph> OpenAsync(ParseResult parsed, IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_index) is not { } path)
        {
            return parsed.GetValue(_folder) is null && parsed.GetValue(_endpoint) is null
                ? new EmbeddedGraph(graph)
                : throw new UsageException("--model-folder and --embedding-endpoint need --embeddings FILE");
        }

        IEmbeddingGenerator<string, Embedding<float>>? generator = null;
        try
        {
            EmbeddingIndexDescription description = await EmbeddingIndexDescription.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            generator = await CreateAsync(parsed, graph, path, description, cancellationToken).ConfigureAwait(false);
            EmbeddingNodeIndex index = await EmbeddingNodeIndex.OpenAsync(path, graph, generator, null, cancellationToken).ConfigureAwait(false);
            var embedded = new EmbeddedGraph(graph.WithEmbeddings(index), generator)
            {
                Hash = await RunConfiguration.HashFileAsync(path, cancellationToken).ConfigureAwait(false),
                IsServed = description.Provider == ProviderNames.OpenAI,
                Endpoint = new ChatProviderOptions { Provider = ProviderNames.OpenAI, Endpoint = parsed.GetValue(_endpoint) }.Address,
            };
            generator = null;
            return embedded;
        }
        catch (KnowledgeGraphException exception)
        {
            throw new InputFormatException(exception.Message, exception);
        }
        finally
        {
            generator?.Dispose();
        }
    }

    private async Task<IEmbeddingGenerator<string, Embedding<float>>> CreateAsync(
        ParseResult parsed, IKnowledgeGraph graph, string path, EmbeddingIndexDescription description, CancellationToken cancellationToken)
    {
        bool isOnnx = description.Provider == OnnxEmbeddingGenerator.ProviderName;
        string? folder = parsed.GetValue(_folder);
        if (isOnnx != (folder is not null))
        {
            throw new UsageException(isOnnx ? $"{path} was made by a sentence encoder; add its --model-folder"
                : $"{path} was not made by a sentence encoder; leave --model-folder out");
        }

        bool isServed = description.Provider == ProviderNames.OpenAI;
        if (!isServed && parsed.GetValue(_endpoint) is not null)
        {
            throw new UsageException($"{path} was not made by a server; leave --embedding-endpoint out");
        }

        return isOnnx ? await OnnxEmbeddingGenerator.OpenAsync(folder!, null, cancellationToken).ConfigureAwait(false)
            : isServed ? CreateServed(description.Model, parsed.GetValue(_endpoint))
            : await HashedNgramEmbeddingGenerator.CreateAsync(graph, description.Dimensions, cancellationToken).ConfigureAwait(false);
    }
}
