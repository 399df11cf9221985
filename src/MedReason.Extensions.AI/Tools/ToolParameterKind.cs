namespace MedReason.Extensions.AI.Tools;

/// <summary>Specifies the JSON type of a parameter.</summary>
internal enum ToolParameterKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>An integer.</summary>
    Number,

    /// <summary>An object whose members are strings.</summary>
    Texts,
}
