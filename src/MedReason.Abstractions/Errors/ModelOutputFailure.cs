namespace MedReason;

/// <summary>What is wrong with a model's reply; the first that applies, in this order.</summary>
public enum ModelOutputFailure
{
    /// <summary>The model did not come to an end: cut by the token limit, filtered, or it called a tool.</summary>
    FinishReason = 0,

    /// <summary>The model refused, or the provider sent an error as content.</summary>
    Refusal = 1,

    /// <summary>There is no text.</summary>
    Empty = 2,

    /// <summary>The text is not JSON.</summary>
    Parse = 3,

    /// <summary>The JSON has another shape than was asked for.</summary>
    Schema = 4,

    /// <summary>The shape is right and the content is not, such as an id that was not offered.</summary>
    Semantics = 5,
}
