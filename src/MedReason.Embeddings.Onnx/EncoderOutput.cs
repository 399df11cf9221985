namespace MedReason.Embeddings.Onnx;

/// <summary>Reads what a model returned for one batch.</summary>
/// <param name="values">The vectors, one after another.</param>
/// <param name="width">The tokens of each text, padding included.</param>
/// <param name="dimensions">The size of a vector.</param>
internal delegate void EncoderOutput(ReadOnlySpan<float> values, int width, int dimensions);
