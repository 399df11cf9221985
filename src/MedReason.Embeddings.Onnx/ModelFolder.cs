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
    private const string PoolingName = "1_Pooling/config.json";
    private const string ModulesName = "modules.json";
    private const string ModeOfPooling = "pooling_mode_";
    private const int BufferLength = 1 << 20;
    private static readonly string[] Modules = ["Transformer", "Pooling", "Normalize"];
    private static readonly string[] DataSuffixes = ["_data", ".data"];

    private ModelFolder(string modelPath, string vocabularyPath)
    {
        ModelPath = modelPath;
        VocabularyPath = vocabularyPath;
    }

    public string ModelPath { get; }

    public string VocabularyPath { get; }

    /// <summary>Gets whether the model has an operator that takes the scale of its numbers over the whole batch.</summary>
    public required bool IsBatchDependent { get; init; }

    public required int MaxTokens { get; init; }

    public required bool LowerCase { get; init; }

    // The folder that SentenceTransformers writes, and what it states; read where it is there, required only of a model that is pooled here.
    private string Folder { get; init; } = string.Empty;

    private JsonElement StatedPooling { get; init; }

    private JsonElement StatedModules { get; init; }

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

        JsonElement encoder = await ReadJsonAsync(folders, "sentence_bert_config.json", JsonValueKind.Object, cancellationToken).ConfigureAwait(false);
        JsonElement tokenizer = await ReadJsonAsync(folders, "tokenizer_config.json", JsonValueKind.Object, cancellationToken).ConfigureAwait(false);
        return new ModelFolder(model, vocabulary)
        {
            Folder = folders[0],
            StatedPooling = await ReadJsonAsync(folders, PoolingName, JsonValueKind.Object, cancellationToken).ConfigureAwait(false),
            StatedModules = await ReadJsonAsync(folders, ModulesName, JsonValueKind.Array, cancellationToken).ConfigureAwait(false),
            IsBatchDependent = await IsDynamicallyQuantizedAsync(model, cancellationToken).ConfigureAwait(false),
            MaxTokens = options.MaxTokens ?? Number(encoder, "max_seq_length") ?? Number(tokenizer, "model_max_length") ?? DefaultMaxTokens,
            LowerCase = options.LowerCase ?? Flag(tokenizer, "do_lower_case") ?? true,
        };
    }

    /// <summary>Gets how the vectors of tokens become one.</summary>
    /// <param name="pooling">What is set by hand; null for what the folder states, else the mean.</param>
    /// <exception cref="InputFormatException">The folder states another pooling, or a module that is not applied here.</exception>
    public OnnxPooling RequirePooling(OnnxPooling? pooling)
    {
        RequireModules();
        return pooling ?? (StatedPooling.ValueKind == JsonValueKind.Undefined ? OnnxPooling.Mean : ReadPooling());
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

    // SentenceTransformers writes a mode for each way of pooling, and joins the vectors of several.
    private OnnxPooling ReadPooling()
    {
        string[] modes = [.. StatedPooling.EnumerateObject().Select(static mode => mode.Name)
            .Where(name => name.StartsWith(ModeOfPooling, StringComparison.Ordinal) && Flag(StatedPooling, name) == true)];
        return modes switch
        {
            [ModeOfPooling + "cls_token"] => OnnxPooling.Cls,
            [ModeOfPooling + "mean_tokens"] => OnnxPooling.Mean,
            _ => throw new InputFormatException(
                $"expected a pooling by the first token or by the mean, found {(modes.Length == 0 ? "another" : string.Join(" and ", modes))}; "
                + "set one of the two by hand")
            { File = Path.Combine(Folder, PoolingName) },
        };
    }

    private void RequireModules()
    {
        if (StatedModules.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }

        foreach (JsonElement module in StatedModules.EnumerateArray())
        {
            string? type = module.ValueKind == JsonValueKind.Object && module.TryGetProperty("type", out JsonElement value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            if (type is null || !Modules.Contains(type[(type.LastIndexOf('.') + 1)..], StringComparer.Ordinal))
            {
                throw new InputFormatException(
                    $"expected no module but {string.Join(", ", Modules)}, found {(type is null ? "one without a type" : $"\"{type}\"")}; "
                    + "the vectors would be others than the model's")
                { File = Path.Combine(Folder, ModulesName) };
            }
        }
    }

    /// <summary>Whether a model names an operator of dynamic quantization; its file holds the names of operators as they are.</summary>
    private static async Task<bool> IsDynamicallyQuantizedAsync(string path, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferLength];
        try
        {
            FileStream stream = File.OpenRead(path);
            await using (stream.ConfigureAwait(false))
            {
                int kept = 0;
                while (await stream.ReadAsync(buffer.AsMemory(kept), cancellationToken).ConfigureAwait(false) is > 0 and int read)
                {
                    if (buffer.AsSpan(0, kept + read).IndexOf("DynamicQuantize"u8) >= 0)
                    {
                        return true;
                    }

                    // A name may begin at the end of one part and end in the next.
                    int end = kept + read;
                    kept = Math.Min(end, "DynamicQuantize".Length - 1);
                    buffer.AsSpan(end - kept, kept).CopyTo(buffer);
                }
            }

            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputFormatException("cannot be read: " + exception.Message, exception) { File = path };
        }
    }

    private static async Task<JsonElement> ReadJsonAsync(string[] folders, string name, JsonValueKind kind, CancellationToken cancellationToken)
    {
        string? path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return default;
        }

        try
        {
            using JsonDocument document = JsonText.Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
            return document.RootElement.ValueKind == kind
                ? document.RootElement.Clone()
                : throw new InputFormatException($"expected a JSON {NameOf(kind)}") { File = path };
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InputFormatException($"expected a JSON {NameOf(kind)} that can be read", exception) { File = path };
        }
    }

    private static string NameOf(JsonValueKind kind) => kind == JsonValueKind.Array ? "array" : "object";

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
