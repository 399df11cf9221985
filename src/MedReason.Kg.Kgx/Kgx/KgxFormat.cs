namespace MedReason.Kg.Kgx;

/// <summary>The forms in which KGX files are written.</summary>
public enum KgxFormat
{
    /// <summary>Tab-separated values, a header first, without quotes.</summary>
    Tsv,

    /// <summary>JSON Lines: an object a line.</summary>
    JsonLines,
}
