using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Runs;

/// <summary>Identifies a run by everything that its results depend on, as names and values. Immutable.</summary>
/// <remarks>
/// Speed, price and machine are no part of it: two runs with the same configuration and the same replies of models give the same results. A folder that was
/// begun with one configuration is not opened with another, see <see cref="RunStore.Open"/>.
/// </remarks>
public sealed class RunConfiguration
{
    private const string KindName = "kind";
    private static readonly RunOptions Defaults = new();
    private readonly SortedDictionary<string, string> _values;

    /// <summary>Creates a configuration.</summary>
    /// <param name="kind">The kind of run, such as <c>generate</c>.</param>
    /// <param name="values">Names and values; a name with a null value is left out. <c>kind</c> is reserved.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is <c>kind</c>.</exception>
    public RunConfiguration(string kind, IEnumerable<KeyValuePair<string, string?>> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(values);
        _values = new SortedDictionary<string, string>(StringComparer.Ordinal) { [KindName] = kind };
        foreach ((string name, string? value) in values)
        {
            if (value is not null && !_values.TryAdd(name, value))
            {
                throw new ArgumentException($"'{name}' occurs twice.", nameof(values));
            }
        }
    }

    /// <summary>Gets the kind of run.</summary>
    public string Kind => _values[KindName];

    /// <summary>Gets the names and values in ordinal order of the names, the kind among them.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Gets the SHA-256 of names and values, as 64 lower-case hexadecimal digits.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));

    /// <summary>
    /// Creates the configuration of a run whose rows go through a pipeline: the graph's content, the options, the prompts and the version of the library.
    /// </summary>
    /// <param name="kind">The kind of run, such as <see cref="GenerationRun.Kind"/>.</param>
    /// <param name="graph">The graph that the pipeline reasons over.</param>
    /// <param name="options">The options that the pipeline runs with.</param>
    /// <param name="values">Everything else that the results depend on: the hash of the input (<see cref="HashFileAsync"/>), the model, how the input is
    /// read.</param>
    /// <param name="prompts">The host's own prompts, named by their versions and hashes; null when all prompts are the library's, which its version
    /// names.</param>
    /// <param name="cancellationToken">Cancels the call of the graph.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    /// <remarks>
    /// <see cref="RunOptions.PathCost"/> and <see cref="RunOptions.IntentReader"/> are recorded by their types; name what they are built from in
    /// <paramref name="values"/>.
    /// <see cref="RunOptions.Concurrency"/> and
    /// <see cref="RunOptions.EnableSensitiveData"/> change no result and are not recorded. Most options are recorded only when they differ from their defaults.
    /// </remarks>
    public static async ValueTask<RunConfiguration> CreateAsync(
        string kind,
        IKnowledgeGraph graph,
        RunOptions options,
        IEnumerable<KeyValuePair<string, string?>> values,
        IEnumerable<PromptTemplate>? prompts = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(values);
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        return new RunConfiguration(kind,
        [
            new("graph", metadata.ContentHash ?? $"{metadata.Name} {metadata.Version}"),
            new("version", typeof(ReasoningPipeline).Assembly.GetName().Version?.ToString()),
            .. ValuesOf(options),
            .. (prompts ?? []).Select(prompt => KeyValuePair.Create($"prompt.{prompt.Name}", (string?)prompt.ToString())),
            .. values,
        ]);
    }

    /// <summary>Computes the SHA-256 of a file's bytes, by which a configuration names an input.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="InputFormatException">The file cannot be read.</exception>
    public static async Task<string> HashFileAsync(string path, CancellationToken cancellationToken = default)
    {
        FileStream file = InputStream.Open(path);
        await using (file.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Formats a value for a configuration, independent of the culture and in lower case.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">A number, an enumeration value, a truth value or a text.</param>
    /// <returns>The text; null when the value is null or empty.</returns>
    public static string? Format<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture)?.ToLowerInvariant() is { Length: > 0 } text ? text : null;

    /// <summary>Formats texts for a configuration, in their order and as they are.</summary>
    /// <param name="texts">The texts; null when there are none to name.</param>
    /// <returns>A JSON array; <c>none</c> for no texts; null when the argument is null.</returns>
    public static string? FormatTexts(IReadOnlyList<string>? texts) => texts switch
    {
        null => null,
        [] => "none",
        _ => $"[{string.Join(',', texts.Select(static text => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""))}]",
    };

    /// <summary>Compares this configuration with an earlier one.</summary>
    /// <param name="earlier">The earlier one.</param>
    /// <returns>One sentence for each name that differs, in ordinal order, for example <c>seed: was 0, is 1</c>.</returns>
    public IReadOnlyList<string> DifferencesFrom(RunConfiguration earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var differences = new List<string>();
        foreach (string name in _values.Keys.Union(earlier._values.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string was = earlier._values.GetValueOrDefault(name, "not given");
            string now = _values.GetValueOrDefault(name, "not given");
            if (!string.Equals(was, now, StringComparison.Ordinal))
            {
                differences.Add($"{name}: was {was}, is {now}");
            }
        }

        return differences;
    }

    /// <summary>Formats the configuration as JSON, from which <see cref="FromJson"/> reads it.</summary>
    /// <returns>An object of names and values, in ordinal order of the names.</returns>
    public string ToJson()
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in _values)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="JsonException">The text is no JSON object of names and texts with a kind.</exception>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static RunConfiguration FromJson(string json)
    {
        using var document = JsonText.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || document.RootElement.EnumerateObject().Any(static property => property.Value.ValueKind != JsonValueKind.String))
        {
            throw new JsonException("Expected an object of names and texts.");
        }

        Dictionary<string, string?> values = document.RootElement.EnumerateObject()
            .ToDictionary(property => property.Name, property => property.Value.GetString(), StringComparer.Ordinal);
        values.Remove(KindName, out string? kind);
        return new RunConfiguration(kind ?? throw new JsonException("A configuration without a kind."), values);
    }

    private static IEnumerable<KeyValuePair<string, string?>> ValuesOf(RunOptions options) =>
    [
        new("mode", Format(options.Mode)),
        new("seed", Format(options.Seed)),
        new("writer_sees", Format(options.Visibility)),
        new("show_after_hidden", Changed(options.ShowAfterHidden, Defaults.ShowAfterHidden)),
        new("max_path_length", Changed(options.MaxPathLength, Defaults.MaxPathLength)),
        new("slack", Changed(options.Slack, Defaults.Slack)),
        new("max_paths_per_pair", Changed(options.MaxPathsPerPair, Defaults.MaxPathsPerPair)),
        new("max_expanded_edges", Changed(options.MaxExpandedEdges, Defaults.MaxExpandedEdges)),
        new("max_pairs", Changed(options.MaxPairs, Defaults.MaxPairs)),
        new("max_evidence_paths", Changed(options.MaxEvidencePaths, Defaults.MaxEvidencePaths)),
        new("decoy_count", Changed(options.DecoyCount, Defaults.DecoyCount)),
        new("max_text_length", Changed(options.MaxTextLength, Defaults.MaxTextLength)),
        new("use_rationale", Changed(options.UseRationale, Defaults.UseRationale)),
        new("writes_without_paths", Changed(options.WritesWithoutPaths, Defaults.WritesWithoutPaths)),
        new("filter", options.Filter is { } filter ? TextOf(filter) : null),
        new("min_grade", Changed(options.MinGrade, EvidenceGrade.None)),
        new("arguments", ReferenceEquals(options.Arguments, ArgumentTable.Default) ? null : TextOf(options.Arguments)),
        new("intent_reader", options.IntentReader is RuleIntentReader ? null : options.IntentReader.GetType().FullName),
        new("path_cost", options.PathCost?.GetType().FullName),
    ];

    private static string? Changed<T>(T value, T preset) => EqualityComparer<T>.Default.Equals(value, preset) ? null : Format(value);

    private static string TextOf(ArgumentTable table) => string.Join('\n', table.Lines.Select(static line => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.Intent} {line.Effect} {string.Join(' ', line.Steps)} {line.MinStarts} {line.MinShare} {line.Weight} {line.Name}")));

    // Lists have no order for a filter, so it has one text however it was written.
    private static string TextOf(KgFilter filter)
    {
        return $"relations {List(filter.Relations)}; not {List(filter.ExcludedRelations)}; types {List(filter.NodeTypes)}; not "
            + $"{List(filter.ExcludedNodeTypes)}; "
            + $"polarities {List(filter.Polarities)}";

        static string List<T>(IEnumerable<T>? items) =>
            items is null ? "all" : string.Join(", ", items.Select(item => item?.ToString()).Order(StringComparer.Ordinal));
    }
}
