using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MedReason.Embeddings.Onnx;

/// <summary>A model of BERT's shape in ONNX Runtime: token ids in, a vector a token or a text out. Safe for concurrent use until it is disposed.</summary>
internal sealed class EncoderModel : IDisposable
{
    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Types = "token_type_ids";
    private const int FatalOnly = 4;
    private static readonly string[] TokenOutputs = ["last_hidden_state", "token_embeddings"];
    private const string TextOutput = "sentence_embedding";

    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly Lock _lock = new();
    private int _running;
    private bool _isDisposed;

    private EncoderModel(InferenceSession session, string output, bool isPooled)
    {
        _session = session;
        _inputs = [.. session.InputMetadata.Keys];
        _outputs = [output];
        IsPooled = isPooled;
    }

    /// <summary>Whether the model returns a vector a text, not one a token.</summary>
    public bool IsPooled { get; }

    /// <param name="path">The model's file.</param>
    /// <param name="threads">The number of threads of one call.</param>
    /// <param name="mayPool">Whether an output that the model has pooled itself will do.</param>
    /// <exception cref="InputFormatException">It is no ONNX model, or one of another shape.</exception>
    public static EncoderModel Open(string path, int threads, bool mayPool)
    {
        OrtEnv.Instance().DisableTelemetryEvents();
        InferenceSession session;
        try
        {
            using var options = new SessionOptions
            {
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                LogSeverityLevel = (OrtLoggingLevel)FatalOnly,
            };
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InputFormatException("expected an ONNX model, found a file that ONNX Runtime cannot load", exception) { File = path };
        }

        try
        {
            RequireInputs(session, path);
            (string output, bool isPooled) = FindOutput(session, path, mayPool);
            return new EncoderModel(session, output, isPooled);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model on one batch.</summary>
    /// <param name="batch">The token ids of each text.</param>
    /// <param name="read">Reads the output, rows of texts (and of tokens, padded to the longest text) one after another, and the size of a vector.</param>
    /// <exception cref="InvalidDataException">The model fails.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Run(IReadOnlyList<int[]> batch, EncoderOutput read)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(OnnxEmbeddingGenerator));
            _running++;
        }

        try
        {
            RunGuarded(batch, read);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Frees the model when the last call that is running has ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _running++;
        }

        Leave();
    }

    private void Leave()
    {
        bool isLast;
        lock (_lock)
        {
            _running--;
            isLast = _isDisposed && _running == 0;
        }

        if (isLast)
        {
            _session.Dispose();
        }
    }

    private void RunGuarded(IReadOnlyList<int[]> batch, EncoderOutput read)
    {
        int width = batch.Max(static ids => ids.Length);
        long[] shape = [batch.Count, width];
        long[] ids = new long[batch.Count * width];
        long[] mask = new long[ids.Length];
        for (int row = 0; row < batch.Count; row++)
        {
            for (int i = 0; i < batch[row].Length; i++)
            {
                ids[(row * width) + i] = batch[row][i];
                mask[(row * width) + i] = 1;
            }
        }

        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var typeValue = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        using var options = new RunOptions { LogSeverityLevel = (OrtLoggingLevel)FatalOnly };
        OrtValue[] values = [.. _inputs.Select(name => name switch { Ids => idValue, Mask => maskValue, _ => typeValue })];
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(options, _inputs, values, _outputs);
        long[] found = results[0].GetTensorTypeAndShape().Shape;
        bool isRight = found.Length == (IsPooled ? 2 : 3) && found[0] == batch.Count && (IsPooled || found[1] == width);
        if (!isRight || found[^1] <= 0)
        {
            throw new InvalidDataException($"the output {_outputs[0]} has the shape [{string.Join(", ", found)}]");
        }

        read(results[0].GetTensorDataAsSpan<float>(), width, (int)found[^1]);
    }

    private static void RequireInputs(InferenceSession session, string path)
    {
        bool isKnown = session.InputMetadata.ContainsKey(Ids) && session.InputMetadata.ContainsKey(Mask)
            && session.InputMetadata.All(static input => input.Key is Ids or Mask or Types && Is<long>(input.Value, 2));
        if (!isKnown)
        {
            throw new InputFormatException(
                $"expected inputs {Ids}, {Mask} and at most {Types} of int64[texts, tokens], found {Describe(session.InputMetadata)}")
            { File = path };
        }
    }

    private static (string Output, bool IsPooled) FindOutput(InferenceSession session, string path, bool mayPool)
    {
        IReadOnlyDictionary<string, NodeMetadata> outputs = session.OutputMetadata;
        if (mayPool && outputs.TryGetValue(TextOutput, out NodeMetadata? pooled) && Is<float>(pooled, 2))
        {
            return (TextOutput, true);
        }

        return TokenOutputs.FirstOrDefault(name => outputs.TryGetValue(name, out NodeMetadata? tokens) && Is<float>(tokens, 3)) is { } output
            ? (output, false)
            : throw new InputFormatException(
                $"expected an output {string.Join(" or ", TokenOutputs)} of float[texts, tokens, size] or {TextOutput} of float[texts, size], found "
                + Describe(outputs))
            { File = path };
    }

    private static bool Is<T>(NodeMetadata metadata, int rank) =>
        metadata.IsTensor && metadata.ElementType == typeof(T) && metadata.Dimensions.Length == rank;

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> values) => string.Join(", ", values.Select(static value =>
        $"{value.Key} of {(value.Value.IsTensor ? NameOf(value.Value) : value.Value.OnnxValueType.ToString())}"));

    private static string NameOf(NodeMetadata value)
    {
        string type = value.ElementDataType switch
        {
            TensorElementType.Int64 => "int64",
            TensorElementType.Int32 => "int32",
            TensorElementType.Float => "float",
            TensorElementType.Float16 => "float16",
            var other => other.ToString(),
        };
        string[] sizes = [.. value.Dimensions.Select((size, i) => size >= 0 ? $"{size}" : value.SymbolicDimensions[i] is { Length: > 0 } name ? name : "?")];
        return $"{type}[{string.Join(", ", sizes)}]";
    }
}
