using System.Text.RegularExpressions;

namespace MedReason.Datasets;

/// <summary>Breaks what chat templates and tokenizers would read as their own tokens, so that data stays data.</summary>
/// <remarks>
/// Covered, in any case of letters: everything written <c>&lt;|name|&gt;</c> (Llama 3 and 4, ChatML and Qwen, Phi, GPT-OSS, GLM, Command R) and with DeepSeek's
/// full-width bars; <c>&lt;s&gt;</c>, <c>&lt;bos&gt;</c>, <c>&lt;pad&gt;</c> and their like; <c>[INST]</c> and Mistral's other bracketed ones;
/// <c>&lt;&lt;SYS&gt;&gt;</c>; Gemma's turns; thinking and tool-call tags; byte, sentinel, unused and media placeholders; and lines that are a heading of the
/// published response form. A space is put behind the first character, which leaves the text readable and the token broken. Safe for concurrent use.
/// </remarks>
public static partial class SpecialTokens
{
    /// <summary>Breaks every such token of a text by a space.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The text itself when nothing had to be broken.</returns>
    public static string Neutralize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string broken = Token().Replace(text, static match => $"{match.Value[0]} {match.Value[1..]}");
        return Heading().Replace(broken, static match => $"{match.Groups[1].Value}# {match.Value[(match.Groups[1].Length + 1)..]}");
    }

    /// <summary>Finds the first such token.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The token, or null.</returns>
    public static string? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Match match = Token().Match(text);
        return match.Success ? match.Value : Heading().Match(text) is { Success: true } heading ? heading.Value.Trim() : null;
    }

    [GeneratedRegex(
        @"<[|｜][^<>|｜\s]{1,64}[|｜]>"
        + @"|</?(?:s|bos|eos|pad|unk|mask|sep|cls|think|thinking|thought|tool_call|tool_calls|tool_response|tools|function_call"
        + @"|image|video|audio|img|sop|eop|image_soft_token|start_of_turn|end_of_turn|start_of_image|end_of_image)>"
        + @"|<(?:extra_id_|unused|reserved_|reserved_special_token_|special_|SPECIAL_)[0-9]{1,5}>|<0x[0-9A-F]{2}>|<[A-Z_]{1,40}_TOKEN>"
        + @"|<</?SYS>>|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT"
        + @"|THINK|ARGS|CALL_ID|IMG|IMG_BREAK|IMG_END|PREFIX|MIDDLE|SUFFIX|gMASK|sMASK)\]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(
        @"^([ \t]*)##[ \t]+(?:Thinking|Final Answer|Final Response)\b",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();
}
