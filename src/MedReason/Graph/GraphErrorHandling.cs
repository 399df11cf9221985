namespace MedReason;

/// <summary>Specifies what happens to a row that cannot be used.</summary>
public enum GraphErrorHandling
{
    /// <summary>Reading ends with an <see cref="InputFormatException"/> that names file, line and byte offset.</summary>
    Fail = 0,

    /// <summary>The row is refused, counted and reported; reading continues with the next line.</summary>
    Report = 1,
}
