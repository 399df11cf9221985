namespace MedReason.Extensions.AI.Tools;

/// <summary>An argument that a tool cannot use; the message is for the model that gave it.</summary>
internal sealed class ToolInputException(string message) : Exception(message);
