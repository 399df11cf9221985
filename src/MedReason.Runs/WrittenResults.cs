using System.Globalization;

namespace MedReason.Runs;

/// <summary>A results file that was written, by which it is known again. Immutable.</summary>
/// <param name="Count">How many lines it has.</param>
/// <param name="Sha256">The hash of its bytes, as 64 lower-case hexadecimal digits.</param>
internal readonly record struct WrittenResults(long Count, string Sha256)
{
    public static WrittenResults Parse(string text)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return new WrittenResults(long.Parse(text.AsSpan(0, space), CultureInfo.InvariantCulture), text[(space + 1)..]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} {Sha256}");
}
