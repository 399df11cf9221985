using System.CommandLine;
using MedReason.Embeddings.Onnx;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>The options of <c>embed</c> that select what makes the vectors, and the generator created from them.</summary>
internal sealed class EmbeddingOptions
{
    private const string Ngram = "ngram";
    private const string Onnx = "onnx";
    private const string OpenAI = ProviderNames.OpenAI;

    private readonly Option<string> _embeddings = new("--embeddings")
    {
        Description = "What makes the vectors: hashed n-grams of letters (no model), a sentence encoder on this machine, or a server with OpenAI's interface.",
        Required = true,
    };

    private readonly Option<string?> _folder = EmbeddingIndexOptions.ModelFolder();

    private readonly Option<string?> _model = new("--model") { Description = "With openai: the model, by its name at the server.", HelpName = "M" };

    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description = "With openai: the base address of a server with OpenAI's interface. The key is read from OPENAI_API_KEY.",
        HelpName = "URL",
    };

    public EmbeddingOptions()
    {
        _embeddings.AcceptOnlyFromAmong(Ngram, Onnx, OpenAI);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_embeddings);
        command.Options.Add(_folder);
        command.Options.Add(_model);
        command.Options.Add(_endpoint);
    }

    /// <summary>Refuses options that do not go together.</summary>
    /// <exception cref="UsageException">They do not.</exception>
    public void Require(ParseResult parsed)
    {
        string kind = parsed.GetRequiredValue(_embeddings);
        if ((parsed.GetValue(_folder) is not null) != (kind == Onnx))
        {
            throw new UsageException(kind == Onnx ? "--embeddings onnx needs --model-folder" : "--model-folder needs --embeddings onnx");
        }

        if (kind != OpenAI && (parsed.GetValue(_model) ?? parsed.GetValue(_endpoint)) is not null)
        {
            throw new UsageException("--model and --endpoint need --embeddings openai");
        }

        if (kind == OpenAI && string.IsNullOrWhiteSpace(parsed.GetValue(_model)))
        {
            throw new UsageException("--embeddings openai needs --model");
        }
    }

    /// <summary>Creates the generator, which the caller disposes.</summary>
    /// <exception cref="UsageException">The variable that holds the key is not set, or the endpoint is no address.</exception>
    /// <exception cref="InputFormatException">The folder holds no model that can be used.</exception>
    public async Task<IEmbeddingGenerator<string, Embedding<float>>> CreateAsync(
        ParseResult parsed, IKnowledgeGraph graph, CancellationToken cancellationToken) => parsed.GetRequiredValue(_embeddings) switch
        {
            Ngram => await HashedNgramEmbeddingGenerator.CreateAsync(graph, cancellationToken: cancellationToken).ConfigureAwait(false),
            Onnx => await OnnxEmbeddingGenerator.OpenAsync(parsed.GetValue(_folder)!, null, cancellationToken).ConfigureAwait(false),
            _ => EmbeddingIndexOptions.CreateServed(parsed.GetValue(_model)!, parsed.GetValue(_endpoint)),
        };
}
