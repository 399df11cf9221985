namespace MedReason.Diagnosis;

/// <summary>Compares the findings of a patient with the annotations of one disease.</summary>
internal sealed class FindingMatcher(DiagnosisIndex index, DiagnosisScorer scorer, Func<Statement, bool>? applies, int disease)
{
    private readonly (Annotation Annotation, float Frequency)[] _annotations =
        [.. index.Diseases[disease].Annotations.Select(annotation => (annotation, annotation.GetFrequency(applies))).Where(static pair => pair.Item2 > 0)];

    /// <summary>Returns the match of an observed finding.</summary>
    /// <param name="node">The finding.</param>
    /// <param name="finding">Its number; -1 when the index does not have it.</param>
    public MatchedFinding Match(NodeId node, int finding)
    {
        MatchedFinding best = MatchedFinding.Missing(node);
        if (finding < 0)
        {
            return best;
        }

        double bestRatio = 0;
        foreach (int concept in index.GetAncestors(finding))
        {
            if (index.Information[concept] >= DiagnosisScorer.MinInformation && FindUnder(concept, finding) is { } found)
            {
                double ratio = scorer.GetRatio(finding, concept, found.Frequency);
                if (ratio > bestRatio)
                {
                    bestRatio = ratio;
                    best = Describe(node, finding, concept, found.Annotation, scorer.GetBits(disease, ratio));
                }
            }
        }

        return best;
    }

    /// <summary>Returns the match of an excluded finding; null when the disease does not have it.</summary>
    /// <param name="node">The finding.</param>
    /// <param name="finding">Its number; -1 when the index does not have it.</param>
    public MatchedFinding? MatchExcluded(NodeId node, int finding) =>
        finding >= 0 && FindUnder(finding, finding) is { } found ? Describe(node, finding, finding, found.Annotation, 0) : null;

    /// <summary>Finds the annotation under a concept: the finding itself before others, then the most frequent one.</summary>
    /// <returns>The annotation, and the highest frequency of those under the concept.</returns>
    private (Annotation Annotation, float Frequency)? FindUnder(int concept, int finding)
    {
        Annotation? best = null;
        float bestFrequency = 0;
        float highest = 0;
        foreach ((Annotation annotation, float frequency) in _annotations)
        {
            if (index.GetAncestors(annotation.Node).Contains(concept))
            {
                highest = Math.Max(highest, frequency);
                if (best is null || annotation.Node == finding || (best.Node != finding && frequency > bestFrequency))
                {
                    (best, bestFrequency) = (annotation, frequency);
                }
            }
        }

        return best is null ? null : (best, highest);
    }

    private MatchedFinding Describe(NodeId node, int finding, int concept, Annotation annotation, double bits)
    {
        FindingRelation relation = annotation.Node == finding ? FindingRelation.Exact
            : index.GetAncestors(finding).Contains(annotation.Node) ? FindingRelation.MoreGeneral
            : index.GetAncestors(annotation.Node).Contains(finding) ? FindingRelation.MoreSpecific
            : FindingRelation.Related;
        int shared = relation is FindingRelation.Exact or FindingRelation.MoreSpecific ? finding
            : relation == FindingRelation.MoreGeneral ? annotation.Node
            : concept;
        KgEdgeAttributes[] stated = [.. annotation.Statements.Where(statement => applies is null || applies(statement)).Select(static s => s.Attributes)];
        return new MatchedFinding(node, relation)
        {
            Matched = index.Nodes[annotation.Node],
            Shared = index.Nodes[shared],
            InformationContent = index.Information[shared],
            Score = bits,
            Frequency = stated.Select(static item => item.Frequency).FirstOrDefault(static frequency => frequency is not null),
            Onset = stated.Select(static item => item.Onset).FirstOrDefault(static onset => onset is not null),
            Publications = [.. stated.SelectMany(static item => item.Publications).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }
}
