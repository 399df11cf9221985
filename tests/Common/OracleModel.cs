using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MedReason.Tests;

/// <summary>
/// A model that is no model: it answers each kind of structured call plausibly and only from what the call offers, the same call always the same way. It
/// knows a vocabulary, takes first candidates, chooses first paths and rephrases what it is offered.
/// </summary>
/// <param name="vocabulary">Names in lower case with their types; what it recognises in texts.</param>
internal sealed partial class OracleModel(IReadOnlyDictionary<string, string> vocabulary)
{
    private const int MaxWordsOfName = 5;

    /// <summary>Replies to a call.</summary>
    /// <param name="system">The system message.</param>
    /// <param name="user">The user message.</param>
    /// <param name="schemaName">The name of the shape that is asked for; null for free text.</param>
    public string Reply(string system, string user, string? schemaName)
    {
        Dictionary<string, string> parts = Parts().Matches(user).ToDictionary(match => match.Groups["label"].Value, match => match.Groups["text"].Value);
        return schemaName switch
        {
            "ExtractionReply" => Extract(parts),
            "SettlementReply" => Settle(parts["mentions"]),
            "PathChoiceReply" => ChoosePaths(parts["paths"]),
            "ChainReply" => Write(system, parts),
            "OptionReply" => new JsonObject { ["option"] = FindOption(parts) }.ToJsonString(),
            "AnswerReply" => new JsonObject { ["answer"] = parts["steps"].TrimEnd('.', '\n', ' ')[(parts["steps"].LastIndexOf(" of ", StringComparison.Ordinal) + 4)..] }.ToJsonString(),
            "JudgementReply" => new JsonObject { ["verdict"] = "same" }.ToJsonString(),
            "MappedEntityReply" => new JsonObject { ["candidate"] = 1 }.ToJsonString(),
            "ReformatReply" => Reformat(parts),
            null when parts.ContainsKey("paths") => WriteFreely(parts),
            null when parts.ContainsKey("reasoning") => "The reasoning leads to " + parts.GetValueOrDefault("options", "the answer").Split('\n')[0],
            null => "True",
            _ => throw new InvalidOperationException($"The oracle does not know the shape '{schemaName}'."),
        };
    }

    /// <summary>The parts of a prompt between fences.</summary>
    [GeneratedRegex(@"^<<<(?<mark>[0-9a-f]{16}) (?<label>[^\n]*)\n(?<text>.*?)\n\k<mark>>>>$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Parts();

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}'+-]*")]
    private static partial Regex Words();

    [GeneratedRegex(@"^(?<id>P\d+)(?<head>[^:\n]*): (?<line>[^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex OfferedPaths();

    [GeneratedRegex(@" (?:-(?=P\d+\.\d+ )(?<joins>.*?)->|<-(?=P\d+\.\d+ )(?<turned>.*?)-) ")]
    private static partial Regex OfferedHops();

    [GeneratedRegex(@"(?<id>P\d+\.\d+) (?:\[(?:absence|contraindication)\] )?")]
    private static partial Regex OfferedClaims();

    private string Extract(Dictionary<string, string> parts)
    {
        HashSet<string> marked = [.. parts.GetValueOrDefault("marked", string.Empty).ToLowerInvariant().Split('\n')];
        HashSet<string> types = [.. parts["types"].Split('\n')];

        // As models do, it marks "severe chest pain" where the catalogue says "chest pain".
        HashSet<string> qualifiers =
        [
            "severe", "mild", "acute", "chronic", "recurrent", "progressive", "worsening", "intermittent", "sudden", "left", "right", "bilateral", "upper", "lower",
            "new", "persistent", "diffuse", "sharp", "elevated", "decreased", "increased", "occasional", "intense",
        ];
        var mentions = new JsonArray();
        IEnumerable<KeyValuePair<string, string>> options = parts.GetValueOrDefault("options", string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => KeyValuePair.Create("option " + line.Split(':')[0], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]));
        foreach ((string part, string text) in parts.Where(part => part.Key is not ("types" or "marked" or "options")).Concat(options))
        {
            Match[] words = Words().Matches(text).ToArray();
            for (int i = 0; i < words.Length;)
            {
                int length = Math.Min(MaxWordsOfName, words.Length - i);
                string found = string.Empty;
                for (; length > 0; length--)
                {
                    found = text[words[i].Index..(words[i + length - 1].Index + words[i + length - 1].Length)];
                    if (vocabulary.TryGetValue(found.ToLowerInvariant(), out string? type) && !marked.Contains(found.ToLowerInvariant()))
                    {
                        bool isQualified = i > 0 && qualifiers.Contains(words[i - 1].Value.ToLowerInvariant());
                        found = isQualified ? text[words[i - 1].Index..(words[i].Index + found.Length)] : found;
                        mentions.Add(new JsonObject { ["part"] = part, ["text"] = found, ["type"] = types.Contains(type) ? type : "other", ["assertion"] = "present" });
                        break;
                    }
                }

                i += Math.Max(1, length);
            }
        }

        return new JsonObject { ["mentions"] = mentions }.ToJsonString();
    }

    private static string Settle(string mentions)
    {
        var choices = new JsonArray();
        int? open = null;
        foreach (string line in mentions.Split('\n'))
        {
            if (line.StartsWith("   ", StringComparison.Ordinal))
            {
                if (open is { } mention)
                {
                    choices.Add(new JsonObject { ["mention"] = mention, ["candidate"] = int.Parse(line.Trim().Split(':')[0], CultureInfo.InvariantCulture) });
                    open = null;
                }
            }
            else
            {
                open = int.Parse(line.Split('.')[0], CultureInfo.InvariantCulture);
            }
        }

        return new JsonObject { ["choices"] = choices }.ToJsonString();
    }

    private static string ChoosePaths(string offered)
    {
        var chosen = new JsonArray();
        int left = 3;
        foreach (string line in offered.Split('\n'))
        {
            if (line.StartsWith("Choose ", StringComparison.Ordinal))
            {
                left = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            }
            else if (left-- > 0)
            {
                chosen.Add(line.Split(':')[0]);
            }
        }

        return new JsonObject { ["paths"] = chosen }.ToJsonString();
    }

    private static int FindOption(Dictionary<string, string> parts)
    {
        string[] options = parts["options"].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string steps = parts.GetValueOrDefault("steps", string.Empty).ToLowerInvariant();
        return options.Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().ToLowerInvariant())
            .Select((option, index) => (Length: steps.Contains(option, StringComparison.Ordinal) ? option.Length : 0, Number: index + 1))
            .OrderByDescending(option => option.Length).ThenBy(option => option.Number).First() is { Length: > 0 } found ? found.Number : 0;
    }

    private static string Reformat(Dictionary<string, string> parts)
    {
        string answer = parts.GetValueOrDefault("answer", string.Empty).ToLowerInvariant();
        (int Number, bool IsOfAnswer)[] entities =
        [
            .. parts["entities"].Split('\n').Select((line, index) => (index + 1, answer.Contains(line[(line.IndexOf('.', StringComparison.Ordinal) + 2)..].ToLowerInvariant(), StringComparison.Ordinal))),
        ];
        JsonObject Part(string text, bool isOfAnswer)
        {
            int[] own = [.. entities.Where(entity => entity.IsOfAnswer == isOfAnswer).Select(entity => entity.Number)];
            return new JsonObject { ["text"] = text, ["entities"] = new JsonArray([.. (own.Length > 0 ? own : [entities[^1].Number]).Select(number => (JsonNode)number)]) };
        }

        return new JsonObject { ["description"] = Part(parts["question"], false), ["conclusion"] = Part(parts.GetValueOrDefault("answer", "unknown"), true) }.ToJsonString();
    }

    private static string WriteFreely(Dictionary<string, string> parts) =>
        $"### Finding Reasoning Paths:\n{parts["paths"]}\n\n### Reasoning Process:\n1. The findings lead there.\n2. So they do along {parts["paths"].Split('\n')[0]}.\n\n### Conclusion:\n{parts["answer"]}";

    private static string Write(string system, Dictionary<string, string> parts)
    {
        bool isExcept = system.Contains("asks for the exception", StringComparison.Ordinal);
        string[] contrast = parts.GetValueOrDefault("contrast", string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string listed = parts.GetValueOrDefault("options") ?? parts.GetValueOrDefault("candidates") ?? string.Empty;
        Dictionary<string, string> answers = listed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(line => line.Split(':')[0], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        bool hasOptions = parts.ContainsKey("options");
        string answer = parts.TryGetValue("answer", out string? known) && hasOptions ? known.Split(':')[0]
            : contrast.Where(line => isExcept != line.Contains("strength", StringComparison.Ordinal))
                .OrderByDescending(Strength).Select(line => line.Split(',', ':')[0]).FirstOrDefault() ?? answers.Keys.First();

        Match[] offered = OfferedPaths().Matches(parts["evidence"]).ToArray();
        bool IsOf(Match path) => path.Groups["head"].Value.StartsWith($" for {answer}", StringComparison.Ordinal);
        Match[] used = [.. offered.Where(path => hasOptions && !path.Groups["head"].Value.Contains("against", StringComparison.Ordinal) && IsOf(path) != isExcept).Take(3)];
        used = used.Length > 0 ? used : [.. offered.Take(2)];
        var skeleton = new JsonArray([.. used.Select(path => (JsonNode)new JsonObject { ["path"] = path.Groups["id"].Value, ["toward"] = answer })]);
        var steps = new JsonArray(new JsonObject { ["text"] = "The findings of the question are weighed in turn.", ["paths"] = new JsonArray(), ["claims"] = new JsonArray(), ["background"] = true });
        foreach (Match path in used)
        {
            string line = path.Groups["line"].Value;
            string[] names = OfferedHops().Replace(line, "\n").Split('\n');
            Match[] hops = OfferedHops().Matches(line).ToArray();
            steps.Add(new JsonObject
            {
                ["text"] = "It is known that " + string.Join(", and that ", hops.Select((hop, index) => Describe(hop, names[index], names[index + 1]))) + ".",
                ["paths"] = new JsonArray(path.Groups["id"].Value),
                ["claims"] = new JsonArray([.. hops.SelectMany(hop => OfferedClaims().Matches(hop.Value)).Select(claim => (JsonNode)claim.Groups["id"].Value)]),
                ["background"] = false,
            });
        }

        return new JsonObject
        {
            ["skeleton"] = skeleton,
            ["steps"] = steps,
            ["conclusion"] = $"Taken together, this points to {answers[answer]}.",
            ["answer"] = answer,
        }.ToJsonString();
    }

    /// <summary>What joins two names, along its arrow.</summary>
    private static string Describe(Match hop, string left, string right)
    {
        bool isTurned = hop.Groups["turned"].Success;
        string words = OfferedClaims().Replace(hop.Groups[isTurned ? "turned" : "joins"].Value, string.Empty).Replace(", ", " and ", StringComparison.Ordinal);
        return isTurned ? $"{right} {words} {left}" : $"{left} {words} {right}";
    }

    private static double Strength(string line)
    {
        Match strength = Regex.Match(line, @"strength (\d+(?:\.\d+)?)");
        return strength.Success ? double.Parse(strength.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }
}
