namespace MedReason.Cli;

/// <summary>The call was wrong: exit code 2, one line.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
