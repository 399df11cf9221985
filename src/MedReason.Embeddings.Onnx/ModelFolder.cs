using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Embeddings.Onnx;

/// <summary>The files of a model, found where Hugging Face and SentenceTransformers put them, and what they state of it.</summary>
internal sealed class ModelFolder
{
    /// <summary>The two marks around a text, and one token of it.</summary>
    public const int LeastTokens = 3;

    private const int DefaultMaxTokens = 512;
    private const string VocabularyName = "vocab.txt";
    private static readonly string[] ModelNames = ["model.onnx", "onnx/model.onnx"];
    private static readonly string[] DataSuffixes = ["_data", ".data"];

    private ModelFolder(string modelPath, string vocabularyPath)
    {
        ModelPath = modelPath;
        VocabularyPath = vocabularyPath;
    }

    public string ModelPath { get; }

    public string VocabularyPath { get; }

    public required OnnxPooling? Pooling { get; init; }

    public required int MaxTokens { get; init; }

    public required bool LowerCase { get; init; }

    /// <summary>Gets the files that decide the vectors: the model, weights that it keeps beside itself, and the vocabulary.</summary>
    public IEnumerable<string> Contents => [ModelPath, .. DataSuffixes.Select(suffix => ModelPath + suffix).Where(File.Exists), VocabularyPath];

    /// <summary>Finds a model.</summary>
    /// <param name="path">A folder, or the file of the model.</param>
    /// <param name="options">What is set by hand.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InputFormatException">A file is missing or cannot be read.</exception>
    public static async Task<ModelFolder> ReadAsync(string path, OnnxEmbeddingGeneratorOptions options, CancellationToken cancellationToken)
    {
        string model = FindModel(path);
        string[] folders = FoldersOf(model);
        string vocabulary = options.VocabularyPath ?? folders.Select(folder => Path.Combine(folder, VocabularyName)).FirstOrDefault(File.Exists)
            ?? throw new InputFormatException($"expected the vocabulary {VocabularyName} beside the model, found none") { File = path };
        if (!File.Exists(vocabulary))
        {
            throw new InputFormatException("cannot be read: no such file") { File = vocabulary };
        }

        JsonElement pooling = await ReadJsonAsync(folders, "1_Pooling/config.json", cancellationToken).ConfigureAwait(false);
        JsonElement encoder = await ReadJsonAsync(folders, "sentence_bert_config.json", cancellationToken).ConfigureAwait(false);
        JsonElement tokenizer = await ReadJsonAsync(folders, "tokenizer_config.json", cancellationToken).ConfigureAwait(false);
        return new ModelFolder(model, vocabulary)
        {
            Pooling = options.Pooling ?? ReadPooling(pooling, folders[0]),
            MaxTokens = options.MaxTokens ?? Number(encoder, "max_seq_length") ?? Number(tokenizer, "model_max_length") ?? DefaultMaxTokens,
            LowerCase = options.LowerCase ?? Flag(tokenizer, "do_lower_case") ?? true,
        };
    }

    private static string FindModel(string path)
    {
        if (File.Exists(path))
        {
            return path;
        }

        if (!Directory.Exists(path))
        {
            throw new InputFormatException("cannot be read: no such file or folder") { File = path };
        }

        return ModelNames.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
            ?? throw new InputFormatException($"expected {string.Join(" or ", ModelNames)} in the folder, found neither") { File = path };
    }

    /// <summary>The folder of the model and, where the model lies in a folder <c>onnx</c>, the one around it.</summary>
    private static string[] FoldersOf(string model)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(model))!;
        return Path.GetFileName(folder) == "onnx" && Path.GetDirectoryName(folder) is { } outer ? [outer, folder] : [folder];
    }

    private static OnnxPooling? ReadPooling(JsonElement pooling, string folder)
    {
        bool isCls = Flag(pooling, "pooling_mode_cls_token") ?? false;
        bool isMean = Flag(pooling, "pooling_mode_mean_tokens") ?? false;
        return pooling.ValueKind == JsonValueKind.Undefined ? null
            : isCls == isMean
                ? throw new InputFormatException("expected a pooling by the first token or by the mean, found another; set one of the two by hand")
                { File = Path.Combine(folder, "1_Pooling", "config.json") }
            : isCls ? OnnxPooling.Cls : OnnxPooling.Mean;
    }

    private static async Task<JsonElement> ReadJsonAsync(string[] folders, string name, CancellationToken cancellationToken)
    {
        string? path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return default;
        }

        try
        {
            using JsonDocument document = JsonText.Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new InputFormatException("expected a JSON object") { File = path };
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InputFormatException("expected a JSON object that can be read", exception) { File = path };
        }
    }

    // Some tokenizers state a length beyond all bounds where the model has none of its own.
    private static int? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out int number) && number is >= LeastTokens and <= 1 << 16
            ? number
            : null;

    private static bool? Flag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;
}
