namespace MedReason.Cli;

/// <summary>The exception thrown when a stage asks for what a client cannot send; a retry does not help.</summary>
internal sealed class UnsupportedRequestException(string message) : NotSupportedException(message);
