using System.Text;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>The writer for what was left out: the report's file, which takes its name at the end, or standard error.</summary>
internal sealed class RefusalReport : IDisposable
{
    private readonly OutputFile? _file;
    private readonly StreamWriter? _lines;
    private bool _isComplete;

    public RefusalReport(KgBuildCall call, CommandConsole console)
    {
        if (call.Report is null)
        {
            Writer = call.ReportErrors ? console.Error : null;
            return;
        }

        KgBuild.RequireFolder(call.Report);
        _file = OutputFile.Open(call.Report);
        _lines = new StreamWriter(_file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        Writer = _lines;
    }

    /// <summary>Null when nothing is reported line by line.</summary>
    public TextWriter? Writer { get; }

    /// <summary>Whether the lines go to a file.</summary>
    public bool IsFile => _file is not null;

    public void Complete()
    {
        if (_file is not null)
        {
            _lines!.Flush();
            _isComplete = true;
            _file.Complete();
        }
    }

    public void Dispose()
    {
        if (_file is not null)
        {
            // A writer that leaves its stream open writes to it again when it is disposed.
            if (!_isComplete)
            {
                _lines!.Dispose();
            }

            _file.Dispose();
        }
    }
}
