namespace MedReason.Datasets;

/// <summary>The rules that exports are held to, by the codes that violations carry.</summary>
public static class ExportRules
{
    /// <summary>A file is UTF-8 without a byte order mark.</summary>
    public const string Encoding = "encoding";

    /// <summary>Each row is a line that ends with a line feed only, and none is blank.</summary>
    public const string Lines = "lines";

    /// <summary>Each line is one JSON object in which each name is unique and no text is half a surrogate pair.</summary>
    public const string Json = "json";

    /// <summary>Every member of the format is there.</summary>
    public const string MissingKey = "missing_key";

    /// <summary>No other member is there.</summary>
    public const string UnknownKey = "unknown_key";

    /// <summary>Every value has the type of the format; null is no type.</summary>
    public const string Type = "type";

    /// <summary>Optional members and the type of ids are the same in all rows.</summary>
    public const string Columns = "columns";

    /// <summary>Roles are those of the format, in its order.</summary>
    public const string Roles = "roles";

    /// <summary>What is learned and what it is learned for are not blank, and no text begins or ends with white space.</summary>
    public const string Text = "text";

    /// <summary>The response is in the declared form, with reasoning when the form has it, and an answer.</summary>
    public const string Form = "form";

    /// <summary>No text holds what a chat template or a tokenizer reads as its own token.</summary>
    public const string SpecialToken = "special_token";

    /// <summary>Values are of their range, and steps cite paths that are there.</summary>
    public const string Value = "value";

    /// <summary>A file has rows; for OpenAI's training files at least ten.</summary>
    public const string Rows = "rows";
}
