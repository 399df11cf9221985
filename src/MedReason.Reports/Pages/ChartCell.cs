namespace MedReason.Reports;

/// <summary>A number beside a mark, and the small text below it, such as its interval.</summary>
internal readonly record struct ChartCell(string Text, string? Detail = null)
{
    public static implicit operator ChartCell(string text) => new(text);
}
