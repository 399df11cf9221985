using System.Text;

namespace MedReason.Cli;

/// <summary>The writer for what was left out: the report's file, which takes its name at the end, or standard error.</summary>
internal sealed class RefusalReport : IDisposable
{
    private readonly string? _path;
    private readonly StreamWriter? _file;

    public RefusalReport(KgBuildCall call, CommandConsole console)
    {
        if (call.Report is null)
        {
            Writer = call.ReportErrors ? console.Error : null;
            return;
        }

        KgBuild.RequireFolder(call.Report);
        _path = call.Report;
        _file = new StreamWriter(_path + ".partial", append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Writer = _file;
    }

    /// <summary>Null when nothing is reported line by line.</summary>
    public TextWriter? Writer { get; }

    /// <summary>Whether the lines go to a file.</summary>
    public bool IsFile => _file is not null;

    public void Complete()
    {
        if (_file is not null)
        {
            _file.Dispose();
            File.Move(_path + ".partial", _path!, overwrite: true);
        }
    }

    public void Dispose()
    {
        if (_file is not null)
        {
            _file.Dispose();
            File.Delete(_path + ".partial");
        }
    }
}
