namespace MedReason.Kg.Obo;

/// <summary>Carries ontologies into a builder and counts what is left out. Used once.</summary>
internal sealed class OboGraphWriter(KnowledgeGraphBuilder builder, IReadOnlyList<OboOntology> ontologies, OboGraphOptions options)
{
    private readonly Dictionary<RelationType, OboRelationshipType> _types = [];
    private readonly HashSet<(NodeId Source, RelationType Relation, NodeId Target)> _edges = [];
    private readonly SortedSet<NodeId> _unknown = [];
    private readonly Dictionary<NodeId, List<string>> _oldIds = [];
    private readonly List<OboOmittedEdge> _omitted = [];
    private int _synonyms;
    private int _obsolete;
    private int _repeated;
    private int _redirected;

    public OboGraphReport Write()
    {
        builder.Name = builder.Name.Length > 0 ? builder.Name : options.Name ?? Join(ontologies.Select(static o => NameOf(o.Header)));
        builder.Version = builder.Version.Length > 0 ? builder.Version : options.Version ?? Join(ontologies.Select(static o => o.Header.DataVersion));
        foreach (OboRelationshipType type in ontologies.SelectMany(static ontology => ontology.RelationshipTypes))
        {
            _types.TryAdd(type.Id, type);
        }

        var added = new List<(OboOntology Ontology, OboTerm Term)>();
        if (options.AddsAlternateIds)
        {
            CollectOldIds();
        }

        foreach (OboOntology ontology in ontologies)
        {
            foreach (OboTerm term in ontology.Terms)
            {
                if (term.IsObsolete)
                {
                    _obsolete++;
                }
                else if (builder.ContainsNode(term.Id))
                {
                    _repeated++;
                }
                else
                {
                    AddNode(term);
                    added.Add((ontology, term));
                }
            }
        }

        foreach ((OboOntology ontology, OboTerm term) in added)
        {
            foreach (NodeId parent in term.IsA)
            {
                AddEdge(ontology, term, OboGraphExtensions.IsA, parent, []);
            }

            foreach (OboRelationship relationship in term.Relationships)
            {
                if (relationship.IsConditional)
                {
                    Omit(term, relationship.Type, relationship.Target, OboReportReasons.ConditionalEdge, relationship.Qualifiers);
                }
                else
                {
                    AddEdge(ontology, term, relationship.Type, relationship.Target, relationship.Qualifiers);
                }
            }
        }

        foreach (RelationType relation in _edges.Select(static edge => edge.Relation).Distinct().Order())
        {
            builder.AddRelation(options.Relations?.Find(relation)
                ?? OboRelationWords.Describe(relation, _types.GetValueOrDefault(relation), type => _types.GetValueOrDefault(type)));
        }

        return new OboGraphReport
        {
            Nodes = added.Count,
            Edges = _edges.Count,
            Synonyms = _synonyms,
            ObsoleteTerms = _obsolete,
            RepeatedTerms = _repeated,
            RedirectedEdges = _redirected,
            EdgesToUnknownTerms = _omitted.Count(static edge => edge.Reason == OboReportReasons.UnknownTerm),
            ConditionalEdges = _omitted.Count(static edge => edge.Reason == OboReportReasons.ConditionalEdge),
            UnknownTerms = [.. _unknown],
            OmittedEdges = _omitted,
        };
    }

    private static string Join(IEnumerable<string> parts) => string.Join('+', parts.Where(static part => part.Length > 0));

    private static string NameOf(OboHeader header) => header.Ontology.Length > 0 ? header.Ontology : header.DefaultNamespace;

    private void CollectOldIds()
    {
        foreach (OboOntology ontology in ontologies)
        {
            foreach (OboTerm term in ontology.Terms)
            {
                IEnumerable<NodeId> old = term.IsObsolete ? [term.Id, .. term.AltIds] : term.AltIds;
                foreach (NodeId id in old)
                {
                    if (ontology.Resolve(id) is { } heir && heir.Id != id)
                    {
                        if (!_oldIds.TryGetValue(heir.Id, out List<string>? ids))
                        {
                            _oldIds.Add(heir.Id, ids = []);
                        }

                        ids.Add(id.Value);
                    }
                }
            }
        }
    }

    private void AddNode(OboTerm term)
    {
        var synonyms = new SortedSet<string>(StringComparer.Ordinal);
        foreach (OboSynonym synonym in term.Synonyms)
        {
            if (options.SynonymScopes.Contains(synonym.Scope) && !string.IsNullOrWhiteSpace(synonym.Text))
            {
                synonyms.Add(synonym.Text.Trim());
            }
        }

        if (_oldIds.TryGetValue(term.Id, out List<string>? oldIds))
        {
            synonyms.UnionWith(oldIds);
        }

        synonyms.Remove(term.Name);
        _synonyms += synonyms.Count;
        string prefix = term.Id.Prefix.ToString();
        builder.AddNode(new KgNode
        {
            Id = term.Id,
            Name = term.Name,
            Type = options.GetNodeType(term),
            Source = prefix.Length == 0 ? null : prefix,
            Synonyms = [.. synonyms],
            Definition = string.IsNullOrWhiteSpace(term.Definition) ? null : term.Definition,
        });
    }

    private void Omit(OboTerm term, RelationType relation, NodeId target, string reason, IReadOnlyList<OboQualifier> qualifiers) =>
        _omitted.Add(new OboOmittedEdge
        {
            Source = term.Id,
            Relation = relation,
            Target = target,
            Reason = reason,
            Qualifiers = qualifiers,
            StanzaLine = term.Line,
        });

    private void AddEdge(OboOntology ontology, OboTerm term, RelationType relation, NodeId stated, IReadOnlyList<OboQualifier> qualifiers)
    {
        NodeId? target = FindTarget(ontology, stated);
        if (target is not { } found)
        {
            Omit(term, relation, stated, OboReportReasons.UnknownTerm, qualifiers);
            _unknown.Add(stated);
            return;
        }

        if (found != stated)
        {
            _redirected++;
        }

        if (_edges.Add((term.Id, relation, found)))
        {
            builder.AddEdge(new KgEdge { Source = term.Id, Relation = relation, Target = found });
        }
    }

    private NodeId? FindTarget(OboOntology ontology, NodeId stated)
    {
        if (builder.ContainsNode(stated))
        {
            return stated;
        }

        // The term's own ontology knows best what an old id of it means; then the others, in their order.
        foreach (OboOntology candidate in (IEnumerable<OboOntology>)[ontology, .. ontologies])
        {
            if (candidate.Resolve(stated) is { } term && builder.ContainsNode(term.Id))
            {
                return term.Id;
            }
        }

        return null;
    }
}
