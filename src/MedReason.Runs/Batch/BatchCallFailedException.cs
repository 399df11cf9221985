namespace MedReason.Runs;

/// <summary>A call got no reply from its batches. The message is the failure's summary.</summary>
internal sealed class BatchCallFailedException(string summary) : MedReasonException(summary);
