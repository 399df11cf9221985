using System.Text.Json;
using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary>Reads the cases of <c>diagnose</c> and resolves their findings to nodes.</summary>
internal sealed class DiagnosisCaseReader(InMemoryKnowledgeGraph graph, int maxDiseases, bool excludesOwnPublications)
{
    private const string PubMedPrefix = "PMID:";
    private readonly NameResolver _resolver = new(graph);
    private readonly Dictionary<string, IReadOnlyList<KgNode>> _resolved = new(StringComparer.Ordinal);

    public async Task<DiagnosisCase> ReadAsync(JsonLine line, CancellationToken cancellationToken)
    {
        var unresolved = new List<(string, IReadOnlyList<KgNode>)>();
        if (!line.Root.TryGetProperty("observed", out _))
        {
            throw line.Error("expected an array \"observed\", found nothing");
        }

        var request = new DiagnosisRequest
        {
            Observed = await ResolveAsync(line, "observed", unresolved, cancellationToken).ConfigureAwait(false),
            Excluded = await ResolveAsync(line, "excluded", unresolved, cancellationToken).ConfigureAwait(false),
            Sex = line.OptionalString("sex")?.ToUpperInvariant() switch
            {
                "FEMALE" or "F" => PatientSex.Female,
                "MALE" or "M" => PatientSex.Male,
                _ => PatientSex.Unknown,
            },
            ExcludedPublications = excludesOwnPublications ? [.. ReadArray(line, "pmids").Select(item => ReadPublication(line, item))] : [],
            MaxDiseases = maxDiseases,
        };
        return new DiagnosisCase(request, unresolved);
    }

    private async Task<IReadOnlyList<NodeId>> ResolveAsync(
        JsonLine line, string name, List<(string Finding, IReadOnlyList<KgNode> Candidates)> unresolved, CancellationToken cancellationToken)
    {
        var nodes = new List<NodeId>();
        foreach (JsonElement item in ReadArray(line, name))
        {
            string[] texts = ReadFinding(line, name, item);
            IReadOnlyList<KgNode> found = [];
            foreach (string text in texts)
            {
                if (found.Count != 1)
                {
                    found = await ResolveAsync(text, cancellationToken).ConfigureAwait(false);
                }
            }

            if (found.Count == 1)
            {
                nodes.Add(found[0].Id);
            }
            else
            {
                unresolved.Add((texts[0], found));
            }
        }

        return nodes;
    }

    private async Task<IReadOnlyList<KgNode>> ResolveAsync(string text, CancellationToken cancellationToken)
    {
        if (!_resolved.TryGetValue(text, out IReadOnlyList<KgNode>? found))
        {
            _resolved.Add(text, found = await _resolver.ResolveAsync(text, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>Reads a finding: what resolves it, in the order in which it is tried.</summary>
    private static string[] ReadFinding(JsonLine line, string name, JsonElement item)
    {
        string[] texts = item.ValueKind switch
        {
            JsonValueKind.String => [line.Text(item, name)],
            JsonValueKind.Object => [.. ReadMember(line, item, "id"), .. ReadMember(line, item, "label")],
            _ => [],
        };
        return texts.Length > 0 && texts.All(static text => !string.IsNullOrWhiteSpace(text))
            ? texts
            : throw line.Error($"expected in \"{name}\" ids, names or objects with \"id\" or \"label\", found another value");
    }

    private static string[] ReadMember(JsonLine line, JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? [line.Text(value, name)] : [];

    private static string ReadPublication(JsonLine line, JsonElement item)
    {
        string text = item.ValueKind switch
        {
            JsonValueKind.String => line.Text(item, "pmids"),
            JsonValueKind.Number => item.GetRawText(),
            _ => throw line.Error("expected in \"pmids\" strings or integers, found another value"),
        };
        return text.Contains(':', StringComparison.Ordinal) ? text : PubMedPrefix + text;
    }

    private static IEnumerable<JsonElement> ReadArray(JsonLine line, string name)
    {
        if (!line.Root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw line.Error($"expected an array \"{name}\", found {line.Found(name)}");
    }
}
