using System.Text.RegularExpressions;

namespace MedReason.Architecture.Tests;

/// <summary>Where JSON comes in.</summary>
public sealed partial class JsonTests
{
    // These read tokens as they come, or name the member, and catch what the reader throws at a string that is no text.
    private static readonly string[] TokenReaders =
    [
        "MedReason.Abstractions/Json/KgPathJsonConverter.cs", "MedReason.AspNetCore/Requests/JsonFields.cs", "MedReason.Kg.Kgx/Kgx/KgxHeader.cs", "MedReason.Kg.Kgx/Kgx/KgxJsonObject.cs", "MedReason/Chains/Chat/ChainReplyReader.cs",
        "MedReason/Chat/JsonReply.cs",
    ];

    [Fact]
    public void Json_comes_in_by_JsonText_alone()
    {
        string[] others =
        [
            .. SourceTree.Files("*.cs")
                .Select(file => (Name: Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
                .Where(file => file.Name != "Shared/JsonText.cs" && !TokenReaders.Contains(file.Name))
                .SelectMany(file => Parsing().Matches(file.Text).Select(match => $"{file.Name}: {match.Value}")),
        ];

        others.ShouldBeEmpty(
            "the platform's parser accepts strings that are no text (\"\\ud800\", bytes that are not UTF-8) and throws InvalidOperationException without a place where one is read; "
            + "parse by MedReason.Shared.JsonText (src/Shared/JsonText.cs), which refuses them as JSON that is not valid");
    }

    [GeneratedRegex(@"\b(?:JsonDocument|JsonElement|JsonNode)\s*\.\s*(?:Parse\w*|TryParseValue)|\bnew\s+Utf8JsonReader\b|\bUtf8JsonReader\s+\w+\s*=\s*new\b")]
    private static partial Regex Parsing();
}
