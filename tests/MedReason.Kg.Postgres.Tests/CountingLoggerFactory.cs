using Microsoft.Extensions.Logging;

namespace MedReason.Tests;

/// <summary>Counts the statements that a data source has executed, as Npgsql logs them.</summary>
internal sealed class CountingLoggerFactory : ILoggerFactory, ILogger
{
    private const int CommandExecutionCompleted = 2001;
    private const int BatchExecutionCompleted = 2003;
    private long _statements;

    /// <summary>How many commands or batches, each one round trip.</summary>
    public long Statements => Interlocked.Read(ref _statements);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is CommandExecutionCompleted or BatchExecutionCompleted)
        {
            Interlocked.Increment(ref _statements);
        }
    }

    public void Dispose()
    {
    }
}
