using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MedReason.Kg.Obo;

/// <summary>Lends the names of ontology terms to the nodes of any graph, by id. Immutable and safe for concurrent use.</summary>
/// <remarks>
/// <para>A node corresponds to a term when, in this order:</para>
/// <list type="number">
/// <item><description>its id is the term's id, or an id of old that leads to the term (<see cref="OboOntology.Resolve"/>);</description></item>
/// <item><description>the two ids differ only in the case or an alias of the prefix or in leading zeros (<c>MONDO:5148</c>), and one term alone
/// fits;</description></item>
/// <item><description>the term points at the node's id with a cross reference, one to one (see
/// <see cref="OboSynonymOptions.FollowsXrefs"/>);</description></item>
/// <item><description>the node stands for a group of terms, as PrimeKG's <c>MONDO_grouped:1200_13034</c> does: then every member lends it those names that no
/// other node bears.</description></item>
/// </list>
/// <para>With several ontologies a node takes names from each.</para>
/// </remarks>
public sealed class OboSynonymSource
{
    private const string GroupSuffix = "_grouped";
    private const char GroupSeparator = '_';
    private const int PaddedDigits = 7;

    private readonly IReadOnlyList<OboOntology> _ontologies;
    private readonly OboSynonymOptions _options;
    private readonly List<Index> _indexes = [];

    /// <summary>Makes a source.</summary>
    /// <param name="ontologies">The ontologies.</param>
    /// <param name="options">How; null for the defaults.</param>
    public OboSynonymSource(IReadOnlyList<OboOntology> ontologies, OboSynonymOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ontologies);
        _ontologies = ontologies;
        _options = options ?? new OboSynonymOptions();
        foreach (OboOntology ontology in ontologies)
        {
            _indexes.Add(new Index(ontology, _options, ToKey));
        }
    }

    private enum MatchKind
    {
        None,
        Id,
        Xref,
        Group,
    }

    /// <summary>Finds the names for all nodes of a graph.</summary>
    /// <param name="graph">The graph; it needs the capability <see cref="INodeCatalog"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The names by node, and what matched.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read or does not list its nodes.</exception>
    public async Task<OboSynonymMatches> MatchAsync(IKnowledgeGraph graph, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        INodeCatalog catalog = graph.GetService<INodeCatalog>()
            ?? throw new KnowledgeGraphException("The graph does not list its nodes (INodeCatalog), so no synonyms can be found for them.");
        var nodes = new List<KgNode>();
        await foreach (KgNode node in catalog.GetNodesAsync(cancellationToken).ConfigureAwait(false))
        {
            nodes.Add(node);
        }

        return Match(nodes);
    }

    /// <summary>Finds the names for some nodes.</summary>
    /// <param name="nodes">All nodes of the graph: a name that one of them bears is not lent to another's group.</param>
    /// <returns>The names by node, and what matched. Neither depends on the order of the nodes.</returns>
    public OboSynonymMatches Match(IReadOnlyList<KgNode> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var matches = new List<(KgNode Node, MatchKind Kind, List<OboTerm> Terms)>(nodes.Count);
        var matched = new HashSet<OboTerm>(ReferenceEqualityComparer.Instance);
        var bearers = new Dictionary<string, Bearer>(StringComparer.OrdinalIgnoreCase);
        int[] counts = new int[4];
        foreach (KgNode node in nodes)
        {
            var terms = new List<OboTerm>();
            MatchKind kind = Find(node.Id, terms);
            counts[(int)kind]++;
            matched.UnionWith(terms);
            Bear(bearers, node.Name, node.Id);
            foreach (string synonym in node.Synonyms)
            {
                Bear(bearers, synonym, node.Id);
            }

            foreach (string name in NamesOf(terms))
            {
                Bear(bearers, name, node.Id);
            }

            matches.Add((node, kind, terms));
        }

        var synonyms = new SortedDictionary<NodeId, IReadOnlyList<string>>();
        int added = 0;
        int ambiguous = 0;
        foreach ((KgNode node, MatchKind kind, List<OboTerm> terms) in matches)
        {
            var names = new SortedSet<string>(NamesOf(terms), StringComparer.Ordinal);
            names.Remove(node.Name);
            names.ExceptWith(node.Synonyms);
            if (kind == MatchKind.Group)
            {
                ambiguous += names.RemoveWhere(name => bearers[name].IsShared);
            }

            if (names.Count > 0)
            {
                synonyms[node.Id] = [.. names];
                added += names.Count;
            }
        }

        return new OboSynonymMatches
        {
            Synonyms = synonyms,
            Report = new OboSynonymReport
            {
                Nodes = nodes.Count,
                NodesById = counts[(int)MatchKind.Id],
                NodesByXref = counts[(int)MatchKind.Xref],
                NodesByGroup = counts[(int)MatchKind.Group],
                NodesEnriched = synonyms.Count,
                SynonymsAdded = added,
                AmbiguousNames = ambiguous,
                UnmatchedTerms = _ontologies.Sum(ontology => ontology.Terms.Count(term => !term.IsObsolete && !matched.Contains(term))),
            },
        };
    }

    private static void Bear(Dictionary<string, Bearer> bearers, string name, NodeId node)
    {
        if (bearers.TryGetValue(name, out Bearer bearer))
        {
            if (bearer.Node != node)
            {
                bearers[name] = bearer with { IsShared = true };
            }
        }
        else
        {
            bearers.Add(name, new Bearer(node, IsShared: false));
        }
    }

    private IEnumerable<string> NamesOf(IEnumerable<OboTerm> terms)
    {
        foreach (OboTerm term in terms)
        {
            if (!string.IsNullOrWhiteSpace(term.Name))
            {
                yield return term.Name.Trim();
            }

            foreach (OboSynonym synonym in term.Synonyms)
            {
                if (_options.SynonymScopes.Contains(synonym.Scope) && !string.IsNullOrWhiteSpace(synonym.Text))
                {
                    yield return synonym.Text.Trim();
                }
            }
        }
    }

    private MatchKind Find(NodeId id, List<OboTerm> terms)
    {
        MatchKind kind = MatchKind.None;
        foreach (Index index in _indexes)
        {
            if (index.FindById(id, ToKey(id)) is { } term)
            {
                terms.Add(term);
                kind = MatchKind.Id;
            }
        }

        foreach (Index index in _indexes)
        {
            if (index.FindByXref(ToKey(id)) is { } term && !terms.Contains(term))
            {
                terms.Add(term);
                kind = kind == MatchKind.None ? MatchKind.Xref : kind;
            }
        }

        return kind == MatchKind.None && TryGetMembers(id, out List<NodeId>? members) ? FindMembers(members, terms) : kind;
    }

    private MatchKind FindMembers(List<NodeId> members, List<OboTerm> terms)
    {
        foreach (NodeId member in members)
        {
            Find(member, terms);
        }

        return terms.Count > 0 ? MatchKind.Group : MatchKind.None;
    }

    private static bool TryGetMembers(NodeId id, [NotNullWhen(true)] out List<NodeId>? members)
    {
        members = null;
        ReadOnlySpan<char> prefix = id.Prefix;
        if (prefix.Length <= GroupSuffix.Length || !prefix.EndsWith(GroupSuffix, StringComparison.Ordinal))
        {
            return false;
        }

        string vocabulary = prefix[..^GroupSuffix.Length].ToString();
        ReadOnlySpan<char> local = id.LocalId;
        members = [];
        foreach (Range range in local.Split(GroupSeparator))
        {
            ReadOnlySpan<char> member = local[range];
            if (!member.IsWhiteSpace())
            {
                members.Add(new NodeId($"{vocabulary}:{(IsNumber(member) ? member.ToString().PadLeft(PaddedDigits, '0') : member)}"));
            }
        }

        return true;
    }

    private string ToKey(NodeId id)
    {
        string prefix = id.Prefix.ToString();
        string vocabulary = (_options.PrefixAliases.TryGetValue(prefix, out string? alias) ? alias : prefix).ToUpperInvariant();
        ReadOnlySpan<char> local = id.LocalId;
        if (IsNumber(local))
        {
            local = local.TrimStart('0');
        }

        return string.Create(CultureInfo.InvariantCulture, $"{vocabulary}:{local}");
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private readonly record struct Bearer(NodeId Node, bool IsShared);

    /// <summary>One ontology by the ways in which a node's id leads to a term. Null stands for a key that several terms claim.</summary>
    private sealed class Index
    {
        private readonly OboOntology _ontology;
        private readonly Dictionary<string, OboTerm?> _byKey = new(StringComparer.Ordinal);
        private readonly Dictionary<string, OboTerm?> _byXref = new(StringComparer.Ordinal);

        public Index(OboOntology ontology, OboSynonymOptions options, Func<NodeId, string> toKey)
        {
            _ontology = ontology;
            foreach (OboTerm term in ontology.Terms)
            {
                Claim(_byKey, toKey(term.Id), ontology.Resolve(term.Id));
                foreach (NodeId altId in term.AltIds)
                {
                    Claim(_byKey, toKey(altId), ontology.Resolve(altId));
                }
            }

            if (!options.FollowsXrefs)
            {
                return;
            }

            foreach (OboTerm term in ontology.Terms.Where(static term => !term.IsObsolete))
            {
                IEnumerable<IGrouping<string, string>> byVocabulary = term.Xrefs
                    .Select(xref => toKey(xref.Id))
                    .Distinct(StringComparer.Ordinal)
                    .GroupBy(static key => key[..key.IndexOf(':', StringComparison.Ordinal)], StringComparer.Ordinal);
                foreach (IGrouping<string, string> keys in byVocabulary)
                {
                    // A term that points at several entries of one vocabulary matches none of them, and prevents other terms from matching them.
                    bool isSole = keys.Count() == 1;
                    foreach (string key in keys)
                    {
                        Claim(_byXref, key, isSole ? term : null);
                    }
                }
            }
        }

        public OboTerm? FindById(NodeId id, string key) => _ontology.Resolve(id) ?? _byKey.GetValueOrDefault(key);

        public OboTerm? FindByXref(string key) => _byXref.GetValueOrDefault(key);

        private static void Claim(Dictionary<string, OboTerm?> terms, string key, OboTerm? term)
        {
            if (!terms.TryAdd(key, term) && !ReferenceEquals(terms[key], term))
            {
                terms[key] = null;
            }
        }
    }
}
