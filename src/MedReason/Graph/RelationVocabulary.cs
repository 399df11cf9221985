using System.Collections.Frozen;
using MedReason.Graph;

namespace MedReason;

/// <summary>Describes relations by name: how they read, what they mean and what they can support. Immutable.</summary>
/// <remarks>
/// The built-in vocabularies find a relation also without its <c>biolink:</c> prefix and in other styles of writing, such as <c>hasPhenotype</c> for
/// <c>has_phenotype</c>; every other vocabulary finds only the name as it is written.
/// </remarks>
public sealed class RelationVocabulary
{
    private const string BiolinkPrefix = "biolink:";

    private readonly FrozenDictionary<RelationType, RelationInfo> _relations;
    private readonly Dictionary<string, RelationInfo>? _variants;

    /// <summary>Creates a vocabulary.</summary>
    /// <param name="name">The name of the vocabulary.</param>
    /// <param name="relations">The relations, each once.</param>
    /// <exception cref="ArgumentException">The name is empty, or a relation is described twice.</exception>
    public RelationVocabulary(string name, IEnumerable<RelationInfo> relations)
        : this(name, relations, findsVariants: false)
    {
    }

    private RelationVocabulary(string name, IEnumerable<RelationInfo> relations, bool findsVariants)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(relations);
        Name = name;
        Relations = [.. relations.OrderBy(static relation => relation.Relation)];
        _relations = Relations.ToDictionary(static relation => relation.Relation).ToFrozenDictionary();
        if (findsVariants)
        {
            _variants = new Dictionary<string, RelationInfo>(StringComparer.Ordinal);
            foreach (RelationInfo relation in relations)
            {
                if (!IsAbbreviation(relation.Relation.Value))
                {
                    _variants.TryAdd(Fold(relation.Relation.Value), relation);
                }
            }
        }
    }

    /// <summary>Gets the relations of PrimeKG, with the four parts of <c>drug_protein</c>.</summary>
    /// <remarks>
    /// Its <c>parent-child</c> edges run from parent to child. Those of anatomy and of the Gene Ontology mix kinds and parts; their meaning is
    /// <see cref="RelationMeaning.IsA"/>, reversed.
    /// </remarks>
    public static RelationVocabulary PrimeKg { get; } = Load("PrimeKG", "primekg");

    /// <summary>Gets the 24 relations of Hetionet: by abbreviation (<c>CtD</c>), kind (<c>Compound - treats - Disease</c>), and names made of both.</summary>
    public static RelationVocabulary Hetionet { get; } = Load("Hetionet", "hetionet");

    /// <summary>Gets the predicates of the Biolink model, of its earlier versions too, as they occur in KGX files.</summary>
    public static RelationVocabulary Biolink { get; } = Load("Biolink", "biolink");

    /// <summary>Gets the relations of OBO ontologies, by name and by the identifiers of the Relation Ontology, such as <c>RO:0002200</c>.</summary>
    public static RelationVocabulary Obo { get; } = Load("OBO", "obo");

    /// <summary>Gets all built-in vocabularies in one.</summary>
    /// <remarks>
    /// A relation that several describe is taken from the first of <see cref="PrimeKg"/>, <see cref="Hetionet"/>, <see cref="Biolink"/> and
    /// <see cref="Obo"/>.
    /// </remarks>
    public static RelationVocabulary BuiltIn { get; } = new(
        "built-in",
        [.. ((RelationVocabulary[])[PrimeKg, Hetionet, Biolink, Obo]).SelectMany(static one => one.Relations).DistinctBy(static one => one.Relation)],
        findsVariants: true);

    /// <summary>Gets the name of the vocabulary.</summary>
    public string Name { get; }

    /// <summary>Gets the relations, in ordinal order of their names.</summary>
    public IReadOnlyList<RelationInfo> Relations { get; }

    /// <summary>Reads a relation table: a CSV file whose header is <c>relation,forward_phrase,reverse_phrase,polarity,meaning,symmetric,family</c>.</summary>
    /// <remarks>
    /// The columns may come in any order; <c>meaning_reversed</c> and <c>display_name</c> may be added. Only <c>relation</c> must be filled in every row. The
    /// format is UTF-8, LF or CRLF, quoting by RFC 4180; blank lines are skipped.
    /// </remarks>
    /// <param name="path">The file; its name is the name of the vocabulary.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The vocabulary.</returns>
    /// <exception cref="InputFormatException">The file cannot be opened, or its header or a row cannot be used; the exception names file and line.</exception>
    public static async Task<RelationVocabulary> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream;
        try
        {
            stream = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputFormatException($"cannot be opened: {exception.Message}", exception) { File = path };
        }

        await using (stream.ConfigureAwait(false))
        {
            return await ReadAsync(stream, path, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a relation table from a stream.</summary>
    /// <param name="stream">The stream, read from its current position and left open.</param>
    /// <param name="inputName">The name of the vocabulary, and of the input in errors.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The vocabulary.</returns>
    /// <exception cref="InputFormatException">The header or a row cannot be used; the exception names input and line.</exception>
    public static async Task<RelationVocabulary> ReadAsync(Stream stream, string inputName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(inputName);
        return new RelationVocabulary(inputName, await new RelationTableReader(inputName).ReadAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Finds a relation.</summary>
    /// <param name="relation">The relation.</param>
    /// <returns>Its description, for the name as it was given; null when the vocabulary does not describe it.</returns>
    public RelationInfo? Find(RelationType relation)
    {
        if (_relations.TryGetValue(relation, out RelationInfo? known))
        {
            return known;
        }

        return _variants is not null && _variants.TryGetValue(Fold(relation.Value), out RelationInfo? variant)
            ? variant with { Relation = relation, Family = relation.Family }
            : null;
    }

    private static RelationVocabulary Load(string name, string resource)
    {
        string file = $"vocabularies/{resource}.csv";
        using Stream stream = typeof(RelationVocabulary).Assembly.GetManifestResourceStream(file)!;
        byte[] data = new byte[stream.Length];
        stream.ReadExactly(data);
        return new RelationVocabulary(name, new RelationTableReader(file).Read(data), findsVariants: true);
    }

    // In an abbreviation such as CtD the case carries the meaning: CTD is something else.
    private static bool IsAbbreviation(string name) => name.All(char.IsLetter) && name.Any(char.IsUpper);

    /// <summary>The letters and digits of a name in lower case. A slash stays: what follows it is a part of the relation before it.</summary>
    private static string Fold(string name)
    {
        int start = name.StartsWith(BiolinkPrefix, StringComparison.OrdinalIgnoreCase) ? BiolinkPrefix.Length : 0;
        return string.Concat(name.AsSpan(start).ToString().Where(static unit => char.IsLetterOrDigit(unit) || unit == '/').Select(char.ToLowerInvariant));
    }
}
