using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MedReason.Tests;

/// <summary>A log that keeps every line of every level: message, state, scopes and exception.</summary>
internal sealed class LogLines : ILogger<ReasoningPipeline>, ILoggerProvider
{
    private static readonly AsyncLocal<string?> Scope = new();

    public ConcurrentQueue<(LogLevel Level, string Text, string All)> Lines { get; } = [];

    public string Everything => string.Join('\n', Lines.Select(line => line.All));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Scope.Value = $"{Scope.Value} {state}";
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string text = formatter(state, exception);
        string fields = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : string.Empty;
        Lines.Enqueue((logLevel, text, $"{Scope.Value} {eventId} {text} {fields} {exception}"));
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
