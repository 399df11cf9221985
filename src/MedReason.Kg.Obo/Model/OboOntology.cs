using System.Diagnostics.CodeAnalysis;

namespace MedReason.Kg.Obo;

/// <summary>Represents the content of an ontology file. Immutable and safe for concurrent use. Made by <see cref="OboReader"/>.</summary>
public sealed class OboOntology
{
    private readonly Dictionary<NodeId, OboTerm> _byId;
    private readonly Dictionary<NodeId, OboTerm?> _byAltId;

    internal OboOntology(
        OboHeader header,
        IReadOnlyList<OboTerm> terms,
        IReadOnlyList<OboRelationshipType> relationshipTypes,
        IReadOnlyDictionary<string, long> unknownTags,
        IReadOnlyDictionary<string, long> otherStanzas,
        OboReadReport readReport)
    {
        Header = header;
        Terms = terms;
        RelationshipTypes = relationshipTypes;
        UnknownTags = unknownTags;
        OtherStanzas = otherStanzas;
        ReadReport = readReport;
        _byId = terms.ToDictionary(term => term.Id);
        _byAltId = [];
        foreach (OboTerm term in terms)
        {
            foreach (NodeId altId in term.AltIds)
            {
                // An id that two terms claim means neither.
                if (!_byAltId.TryAdd(altId, term) && !ReferenceEquals(_byAltId[altId], term))
                {
                    _byAltId[altId] = null;
                }
            }
        }
    }

    /// <summary>What the file says of itself.</summary>
    public OboHeader Header { get; }

    /// <summary>All terms, obsolete ones included, in file order.</summary>
    public IReadOnlyList<OboTerm> Terms { get; }

    /// <summary>The relationship types that the file describes, in file order.</summary>
    public IReadOnlyList<OboRelationshipType> RelationshipTypes { get; }

    /// <summary>How often each tag stood in the file that the format does not know; such lines are not used. In ordinal order.</summary>
    public IReadOnlyDictionary<string, long> UnknownTags { get; }

    /// <summary>How often each kind of stanza stood in the file that is neither a term nor a relationship type; they are not used. In ordinal order.</summary>
    public IReadOnlyDictionary<string, long> OtherStanzas { get; }

    /// <summary>Gets the lines, stanzas and imports of the file that were not used, or not as they were written.</summary>
    public OboReadReport ReadReport { get; }

    /// <summary>The term of an id, obsolete or not. Ids of merged terms are not followed; see <see cref="Resolve"/>.</summary>
    /// <param name="id">The id.</param>
    /// <param name="term">The term, or null.</param>
    /// <returns>False where no term has the id.</returns>
    public bool TryGetTerm(NodeId id, [NotNullWhen(true)] out OboTerm? term) => _byId.TryGetValue(id, out term);

    /// <summary>The term in use that an id means today.</summary>
    /// <remarks>An obsolete term leads to what replaced it, an <c>alt_id</c> to the term that took it over, as often as needed.</remarks>
    /// <param name="id">The id.</param>
    /// <returns>The term; null where the id is unknown, was given up without a replacement, or is claimed by several terms.</returns>
    public OboTerm? Resolve(NodeId id)
    {
        // A chain of replacements visits a term at most once; a longer one is a circle.
        for (int steps = 0; steps <= Terms.Count; steps++)
        {
            if (_byId.TryGetValue(id, out OboTerm? term))
            {
                if (!term.IsObsolete)
                {
                    return term;
                }

                if (term.ReplacedBy.Count == 1)
                {
                    id = term.ReplacedBy[0];
                    continue;
                }

                if (term.ReplacedBy.Count > 1)
                {
                    return null;
                }
            }

            if (!_byAltId.TryGetValue(id, out OboTerm? heir) || heir is null)
            {
                return null;
            }

            if (!heir.IsObsolete)
            {
                return heir;
            }

            if (heir.Id == id)
            {
                return null;
            }

            id = heir.Id;
        }

        return null;
    }
}
