using System.Text;

namespace MedReason.Cli;

/// <summary>Where a verb writes: data to the output stream, everything for a person to the error writer.</summary>
internal sealed class CommandConsole : IDisposable
{
    private const int DefaultWidth = 200;
    private readonly bool _ownsStreams;

    public CommandConsole(Stream output, TextWriter error, bool isErrorTerminal, bool ownsStreams = false)
    {
        Output = output;
        Error = error;
        IsErrorTerminal = isErrorTerminal;
        _ownsStreams = ownsStreams;
    }

    public Stream Output { get; }

    public TextWriter Error { get; }

    /// <summary>Whether a person watches: progress is shown only then.</summary>
    public bool IsErrorTerminal { get; }

    /// <summary>How many characters a line of the terminal takes.</summary>
    public int Width => _ownsStreams && IsErrorTerminal && Console.WindowWidth is > 1 and var width ? width : DefaultWidth;

    public static CommandConsole OfProcess() => new(
        Console.OpenStandardOutput(),
        new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true },
        !Console.IsErrorRedirected,
        ownsStreams: true);

    public void Dispose()
    {
        if (_ownsStreams)
        {
            Output.Dispose();
            Error.Dispose();
        }
    }
}
