using MedReason.Text;

namespace MedReason.Verification;

/// <summary>By which names a chain may call a node: its name, its synonyms, and the words of the question that were linked to it.</summary>
internal sealed class NodeNames
{
    private readonly Dictionary<NodeId, KgNode> _nodes = [];
    private readonly Dictionary<NodeId, List<string>> _questionWords = [];
    private readonly Dictionary<NodeId, string[][]> _keys = [];
    private readonly Dictionary<(ProseText Text, NodeId Id), IReadOnlyList<ProseSpan>> _places = [];
    private readonly EdgeLookup _lookup;

    /// <summary>Prepares the names.</summary>
    public NodeNames(VerificationRequest request, EdgeLookup lookup)
    {
        _lookup = lookup;
        foreach (KgNode node in request.Chain.Evidence.Paths.SelectMany(path => path.Path.Nodes))
        {
            _nodes.TryAdd(node.Id, node);
        }

        foreach (EntityLink link in request.Links)
        {
            if (link.Node is { } node)
            {
                _nodes[node.Id] = node;
                if (!_questionWords.TryGetValue(node.Id, out List<string>? words))
                {
                    _questionWords[node.Id] = words = [];
                }

                words.Add(link.Mention.Text);
            }
        }
    }

    /// <summary>The node of an id, as the graph has it where that was asked; null where it is unknown.</summary>
    public KgNode? Find(NodeId id) => _lookup.FindNode(id) ?? _nodes.GetValueOrDefault(id);

    /// <summary>What the graph says of a relation, or null.</summary>
    public RelationInfo? FindRelation(RelationType relation) => _lookup.FindRelation(relation);

    /// <summary>Where a text names a node, in order, without overlaps; the longest name wins.</summary>
    public IReadOnlyList<ProseSpan> Find(ProseText text, NodeId id)
    {
        // Several checks ask for the same places.
        if (!_places.TryGetValue((text, id), out IReadOnlyList<ProseSpan>? places))
        {
            _places[(text, id)] = places = FindPlaces(text, id);
        }

        return places;
    }

    /// <summary>Whether a text names a node; one whose name has no word is named everywhere.</summary>
    public bool IsNamed(ProseText text, NodeId id)
    {
        if (Find(text, id).Count > 0)
        {
            return true;
        }

        return Find(id) is not { } node || !TextMatch.IsSame(node.Name, node.Name) || new TextMatch(text.Text).Names(node);
    }

    private IReadOnlyList<ProseSpan> FindPlaces(ProseText text, NodeId id)
    {
        if (!_keys.TryGetValue(id, out string[][]? keys))
        {
            IEnumerable<string> all = (Find(id) is { } node ? node.Synonyms.Prepend(node.Name) : []).Concat(_questionWords.GetValueOrDefault(id) ?? []);
            _keys[id] = keys = [.. all.Distinct(StringComparer.OrdinalIgnoreCase).Select(ProseText.Keys).OrderByDescending(name => name.Length)];
        }

        List<ProseSpan>? found = null;
        foreach (string[] name in keys)
        {
            foreach (ProseSpan span in text.Find(name))
            {
                if (found is null || !found.Exists(known => known.Overlaps(span)))
                {
                    (found ??= []).Add(span);
                }
            }
        }

        return found is null ? [] : [.. found.OrderBy(span => span.First)];
    }
}
