namespace MedReason.Kg.Obo;

/// <summary>Specifies what happens to a stanza that cannot be used; a line that cannot be used is always skipped and reported.</summary>
public enum OboErrorHandling
{
    /// <summary>Reading ends with an <see cref="InputFormatException"/> that names file, line and byte offset.</summary>
    Fail = 0,

    /// <summary>The stanza is refused, counted and reported; reading continues with the next stanza.</summary>
    Report = 1,
}
