namespace MedReason.Kg.Obo;

/// <summary>Stable codes for why a line, a stanza or an edge of an ontology is reported.</summary>
public static class OboReportReasons
{
    /// <summary>The header imports a file, which is not read.</summary>
    public const string ImportNotRead = "import_not_read";

    /// <summary>The line is not of the form <c>tag: value</c>; skipped.</summary>
    public const string NotATag = "not_a_tag";

    /// <summary>The value is not of the form that its tag requires; skipped.</summary>
    public const string BadValue = "bad_value";

    /// <summary>The value or the id is missing; skipped.</summary>
    public const string EmptyValue = "empty_value";

    /// <summary>A quoted text is missing or not closed; skipped.</summary>
    public const string BadQuote = "bad_quote";

    /// <summary>A list of references is not closed; skipped.</summary>
    public const string BadList = "bad_list";

    /// <summary>The trailing modifiers are not assignments or not closed, so that a condition may be hidden in them; skipped.</summary>
    public const string BadModifiers = "bad_modifiers";

    /// <summary>Text remains behind a complete value; skipped.</summary>
    public const string TrailingText = "trailing_text";

    /// <summary>The line repeats a tag that may occur once, with the same value; skipped.</summary>
    public const string RepeatedTag = "repeated_tag";

    /// <summary>The line gives a tag that may occur once a different value; skipped, the first value is kept.</summary>
    public const string ConflictingTag = "conflicting_tag";

    /// <summary>The value has a backslash before a character that the format does not escape; the value is used with the character itself.</summary>
    public const string UnknownEscape = "unknown_escape";

    /// <summary>The line is not UTF-8; skipped.</summary>
    public const string InvalidUtf8 = "invalid_utf8";

    /// <summary>The line holds a NUL character; skipped.</summary>
    public const string NulCharacter = "nul_character";

    /// <summary>The line is longer than 1 MB, the maximum; skipped.</summary>
    public const string TooLong = "too_long";

    /// <summary>The stanza has no id, an id that cannot be read, or two different ids; refused.</summary>
    public const string BadId = "bad_id";

    /// <summary>An earlier stanza has the same id; refused.</summary>
    public const string RepeatedId = "repeated_id";

    /// <summary>The line that begins the stanza cannot be read; refused.</summary>
    public const string BadStanza = "bad_stanza";

    /// <summary>Whether the term is obsolete cannot be read, or is stated both ways; refused.</summary>
    public const string BadObsolete = "bad_obsolete";

    /// <summary>The edge leads to a term that no ontology holds or that is obsolete without a replacement; omitted from the graph.</summary>
    public const string UnknownTerm = "unknown_term";

    /// <summary>The edge holds only under a condition; omitted from the graph.</summary>
    public const string ConditionalEdge = "conditional_edge";
}
