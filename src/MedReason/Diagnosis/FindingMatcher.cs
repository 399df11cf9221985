namespace MedReason.Diagnosis;

/// <summary>Compares the findings of a patient with the annotations of one disease.</summary>
internal sealed class FindingMatcher
{
    private readonly DiagnosisIndex _index;
    private readonly DiagnosisScorer _scorer;
    private readonly Func<Statement, bool>? _applies;
    private readonly int _disease;

    // For each concept that a finding of the patient falls under: the most frequent annotation under it, and its frequency.
    private readonly Dictionary<int, (Annotation Annotation, float Frequency)> _under = [];
    private readonly Dictionary<int, Annotation> _annotations = [];

    /// <summary>Creates a matcher.</summary>
    /// <param name="index">The index.</param>
    /// <param name="scorer">The scorer of the patient.</param>
    /// <param name="concepts">The findings of the patient and all more general ones.</param>
    /// <param name="applies">Whether a statement applies to the patient; null when all do.</param>
    /// <param name="disease">The disease.</param>
    public FindingMatcher(DiagnosisIndex index, DiagnosisScorer scorer, HashSet<int> concepts, Func<Statement, bool>? applies, int disease)
    {
        _index = index;
        _scorer = scorer;
        _applies = applies;
        _disease = disease;
        foreach (Annotation annotation in index.Diseases[disease].Annotations)
        {
            float frequency = annotation.GetFrequency(applies);
            if (frequency == 0)
            {
                continue;
            }

            _annotations.Add(annotation.Node, annotation);
            foreach (int concept in index.Hierarchy.GetAncestors(annotation.Node))
            {
                if (concepts.Contains(concept) && (!_under.TryGetValue(concept, out var best) || frequency > best.Frequency))
                {
                    _under[concept] = (annotation, frequency);
                }
            }
        }
    }

    /// <summary>Returns the match of an observed finding.</summary>
    /// <param name="node">The finding.</param>
    /// <param name="finding">Its number; -1 when the index does not have it.</param>
    public MatchedFinding Match(NodeId node, int finding)
    {
        int best = -1;
        double bestRatio = 0;
        foreach (int concept in finding < 0 ? [] : _index.Hierarchy.GetAncestors(finding))
        {
            if (_scorer.IsShared(finding, concept) && _under.TryGetValue(concept, out var found))
            {
                double ratio = _scorer.GetRatio(finding, concept, found.Frequency);
                (best, bestRatio) = ratio > bestRatio ? (concept, ratio) : (best, bestRatio);
            }
        }

        return best < 0 ? MatchedFinding.Missing(node) : Describe(node, finding, best, _scorer.GetContribution(_disease, finding, bestRatio));
    }

    /// <summary>Returns the match of an excluded finding; null when the disease does not have it.</summary>
    /// <param name="node">The finding.</param>
    /// <param name="finding">Its number; -1 when the index does not have it.</param>
    public MatchedFinding? MatchExcluded(NodeId node, int finding) => _under.ContainsKey(finding) ? Describe(node, finding, finding, 0) : null;

    private MatchedFinding Describe(NodeId node, int finding, int concept, double score)
    {
        // What the disease has exactly is shown, even if something near it counts for more.
        Annotation annotation = _annotations.GetValueOrDefault(finding) ?? _under[concept].Annotation;
        (FindingRelation relation, int shared) = annotation.Node == finding ? (FindingRelation.Exact, finding)
            : _index.Hierarchy.GetAncestors(finding).Contains(annotation.Node) ? (FindingRelation.MoreGeneral, annotation.Node)
            : _index.Hierarchy.GetAncestors(annotation.Node).Contains(finding) ? (FindingRelation.MoreSpecific, finding)
            : (FindingRelation.Related, concept);
        Statement[] statements = [.. annotation.Statements.Where(item => _applies is null || _applies(item))];
        KgEdgeAttributes[] stated = [.. statements.Select(static item => item.Attributes)];
        return new MatchedFinding(node, relation)
        {
            Matched = _index.Hierarchy.GetId(annotation.Node),
            Shared = _index.Hierarchy.GetId(shared),
            InformationContent = _index.Information[shared],
            Score = score,
            Frequency = stated.Select(static item => item.Frequency).FirstOrDefault(static frequency => frequency is not null),
            Onset = stated.Select(static item => item.Onset).FirstOrDefault(static onset => onset is not null),
            Publications = [.. stated.SelectMany(static item => item.Publications).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            IsStatedByName = statements is [{ IsByName: true }],
        };
    }
}
