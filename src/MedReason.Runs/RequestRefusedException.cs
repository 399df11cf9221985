namespace MedReason.Runs;

/// <summary>
/// The exception that is thrown when a request is not sent because the run has to end: its budget is used up, or its provider fails at every call.
/// </summary>
/// <param name="message">The reason, in one line.</param>
public sealed class RequestRefusedException(string message) : MedReasonException(message);
