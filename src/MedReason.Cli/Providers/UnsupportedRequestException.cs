namespace MedReason.Cli;

/// <summary>A stage asks for what a client cannot send. No repetition mends it, and no reply is to blame.</summary>
internal sealed class UnsupportedRequestException(string message) : NotSupportedException(message);
