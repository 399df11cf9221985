namespace MedReason;

/// <summary>Stable codes for why a row is refused.</summary>
public static class RefusalReasons
{
    /// <summary>The row has more or fewer fields than the header.</summary>
    public const string FieldCount = "field_count";

    /// <summary>A field that must be filled is empty or blank.</summary>
    public const string EmptyField = "empty_field";

    /// <summary>A quote is not closed, or is where no quote is allowed.</summary>
    public const string BadQuote = "bad_quote";

    /// <summary>The row is not UTF-8.</summary>
    public const string InvalidUtf8 = "invalid_utf8";

    /// <summary>The row holds a NUL byte.</summary>
    public const string NulByte = "nul_byte";

    /// <summary>The row is longer than 1 MB, the maximum.</summary>
    public const string TooLong = "too_long";

    /// <summary>The row gives a node another type than an earlier row.</summary>
    public const string TypeConflict = "type_conflict";

    /// <summary>A field holds a value that its format does not allow.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>The row repeats the id of an earlier row with other content.</summary>
    public const string DuplicateId = "duplicate_id";
}
