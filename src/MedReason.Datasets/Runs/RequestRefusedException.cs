namespace MedReason.Datasets;

/// <summary>A request was not sent, because the run has to end: its money is used up, or its provider fails at every call.</summary>
internal sealed class RequestRefusedException(string message) : MedReasonException(message);
