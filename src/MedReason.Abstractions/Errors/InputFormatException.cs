namespace MedReason;

/// <summary>A file or stream is not in the format it should be in.</summary>
public class InputFormatException : MedReasonException
{
    /// <summary>A failure without a message.</summary>
    public InputFormatException()
    {
    }

    /// <summary>A failure.</summary>
    /// <param name="message">What was expected and what was found.</param>
    public InputFormatException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    /// <param name="message">What was expected and what was found.</param>
    /// <param name="innerException">The cause.</param>
    public InputFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The file, or what stands for it; null where unknown.</summary>
    public string? File { get; init; }

    /// <summary>The line, from 1; null where unknown.</summary>
    public long? Line { get; init; }

    /// <summary>The offset of the line's first byte in the (unpacked) input, from 0; null where unknown.</summary>
    public long? ByteOffset { get; init; }

    /// <summary>File, line and message in one line, for a person.</summary>
    /// <returns>For example <c>kg.csv, line 7: expected 12 fields, found 11</c>.</returns>
    public string ToLine()
    {
        string place = (File, Line) switch
        {
            (null, null) => string.Empty,
            (null, _) => $"line {Line}: ",
            (_, null) => $"{File}: ",
            _ => $"{File}, line {Line}: ",
        };
        return place + Message.ReplaceLineEndings(" ");
    }
}
