namespace MedReason.Shared;

/// <summary>
/// Codes as values of attributes: the stage of a host may choose any string for a reason, and a string that is not a code could be text of a question.
/// </summary>
internal static class TelemetryCode
{
    /// <summary>The value in place of a string that is not a code, after OpenTelemetry's conventions.</summary>
    public const string Other = "_OTHER";

    private const int MaxLength = 64;

    /// <summary>Returns a code of lower-case letters, digits and underscores unchanged, and <see cref="Other"/> for any other string.</summary>
    public static string Of(string code) =>
        code.Length is > 0 and <= MaxLength
            && code.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_')
            ? code
            : Other;
}
