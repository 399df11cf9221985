namespace MedReason.Embeddings.Onnx;

/// <summary>How the vectors of a text's tokens become the vector of the text.</summary>
public enum OnnxPooling
{
    /// <summary>The mean over all tokens, padding left out.</summary>
    Mean,

    /// <summary>The vector of the first token, which BERT calls <c>[CLS]</c>.</summary>
    Cls,
}
