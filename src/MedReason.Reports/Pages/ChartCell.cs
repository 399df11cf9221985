namespace MedReason.Reports;

/// <summary>A number beside a mark, and what stands small below it, such as its interval.</summary>
internal readonly record struct ChartCell(string Text, string? Detail = null)
{
    public static implicit operator ChartCell(string text) => new(text);
}
