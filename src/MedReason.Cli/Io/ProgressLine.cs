using System.Globalization;

namespace MedReason.Cli;

/// <summary>A line on the terminal that is written over as work goes on; nothing where no person watches.</summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly CommandConsole _console;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private long _last;
    private int _width;

    public ProgressLine(CommandConsole console, TimeProvider time)
    {
        _console = console;
        _time = time;
        _last = time.GetTimestamp();
    }

    /// <summary>Shows a count, at most five times a second.</summary>
    public void Show(string what, long count, long? total = null) => Show(() => total is > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{what}: {count:N0} of {total:N0} ({100.0 * count / total.Value:F0} %)")
        : string.Create(CultureInfo.InvariantCulture, $"{what}: {count:N0}"));

    /// <summary>Shows a text, at most five times a second; it is made only when it is shown.</summary>
    public void Show(Func<string> makeText)
    {
        if (!_console.IsErrorTerminal)
        {
            return;
        }

        lock (_lock)
        {
            if (_time.GetElapsedTime(_last) < Interval)
            {
                return;
            }

            _last = _time.GetTimestamp();
            string text = makeText();
            text = text.Length < _console.Width ? text : text[..(_console.Width - 1)];
            _console.Error.Write("\r" + text.PadRight(_width));
            _width = text.Length;
        }
    }

    /// <summary>Takes the line away, so that something else can be written.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_width > 0)
            {
                _console.Error.Write("\r" + new string(' ', _width) + "\r");
                _width = 0;
            }
        }
    }

    public void Dispose() => Clear();
}
