namespace MedReason.Reports;

/// <summary>An open element, closed when disposed.</summary>
internal readonly struct HtmlScope(HtmlWriter writer) : IDisposable
{
    public void Dispose() => writer.Close();
}
