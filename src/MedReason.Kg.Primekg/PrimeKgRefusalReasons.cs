namespace MedReason.Kg.Primekg;

/// <summary>Why a row is refused, as stable codes.</summary>
public static class PrimeKgRefusalReasons
{
    /// <summary>It has more or fewer fields than the header.</summary>
    public const string FieldCount = "field_count";

    /// <summary>A field that must be filled is empty or blank.</summary>
    public const string EmptyField = "empty_field";

    /// <summary>A quote is not closed, or stands where none may stand.</summary>
    public const string BadQuote = "bad_quote";

    /// <summary>It is not UTF-8.</summary>
    public const string InvalidUtf8 = "invalid_utf8";

    /// <summary>It holds a NUL byte.</summary>
    public const string NulByte = "nul_byte";

    /// <summary>It is longer than a row can be (1 MB).</summary>
    public const string TooLong = "too_long";

    /// <summary>It gives a node another type than an earlier row.</summary>
    public const string TypeConflict = "type_conflict";
}
