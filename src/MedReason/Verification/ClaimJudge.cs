using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using MedReason.Graph;

namespace MedReason.Verification;

/// <summary>Compares what words state of two names with the edges between the nodes that bear these names. Immutable.</summary>
/// <remarks>A name may be borne by several nodes. The reading that the graph supports best counts, so that no homonym makes a true claim false.</remarks>
internal sealed class ClaimJudge
{
    private static readonly GraphCache<KnowledgeGraphMetadata, ClaimJudge> Judges = new();

    // Each of these states nothing about the way in which two things belong together.
    private const RelationSense Weak = RelationSense.Associated;

    private readonly RelationReader _reader;
    private readonly FrozenDictionary<RelationType, RelationInfo> _relations;
    private readonly FrozenDictionary<RelationType, RelationSense> _senses;

    private ClaimJudge(KnowledgeGraphMetadata metadata)
    {
        _reader = RelationReader.For(metadata);
        _relations = RelationTable.For(metadata);
        _senses = metadata.Relations.ToFrozenDictionary(relation => relation.Relation, ReadSenses);
    }

    /// <summary>Returns the judge of a graph, created at the first call.</summary>
    public static ClaimJudge For(KnowledgeGraphMetadata metadata) => Judges.Get(metadata, static key => new ClaimJudge(key));

    /// <summary>Judges a statement.</summary>
    /// <param name="reading">What the words state.</param>
    /// <param name="isDenied">Whether the statement is denied.</param>
    /// <param name="left">The nodes that bear the name on the left.</param>
    /// <param name="right">The nodes that bear the name on the right.</param>
    /// <param name="edges">The edges between them.</param>
    public ClaimJudgement Judge(RelationReading reading, bool isDenied, IReadOnlyList<NodeId> left, IReadOnlyList<NodeId> right, EdgeLookup edges)
    {
        ClaimJudgement best = new(isDenied ? ClaimStatus.NotCheckable : ClaimStatus.NotInGraph, left[0], right[0], null, null);
        RelationSense stated = GetSenses(reading);
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (NodeId from in left)
        {
            foreach (NodeId to in right)
            {
                foreach ((RelationType relation, bool isForward) in edges.GetRelations(from, to))
                {
                    (ClaimStatus status, string? detail) = Compare(reading, stated, isDenied, relation, isForward);
                    KgEdge edge = new() { Source = isForward ? from : to, Relation = relation, Target = isForward ? to : from };
                    if (Rank(status) > Rank(best.Status))
                    {
                        best = new ClaimJudgement(status, from, to, edge, detail);
                    }

                    others.Add(relation.Value);
                }

                if (best.Status == ClaimStatus.NotInGraph && edges.IsUndecided(from, to))
                {
                    return new ClaimJudgement(ClaimStatus.NotCheckable, from, to, null, "The graph truncated the list of a node's edges.");
                }
            }
        }

        if (best.Status == ClaimStatus.NotInGraph)
        {
            // "Leads to" and the like are also said of a finding and the drug that it calls for.
            bool isOpen = others.Count > 0 && !isDenied && IsLoose(reading);
            return best with
            {
                Status = isOpen ? ClaimStatus.NotCheckable : ClaimStatus.NotInGraph,
                Detail = others.Count > 0
                    ? $"Other relations join the two nodes: {string.Join(", ", others)}."
                    : "No edge joins the two nodes.",
            };
        }

        return best.Status == ClaimStatus.NotCheckable ? best with { Detail = "The graph holds no edge that the denial could be compared with." } : best;
    }

    private static int Rank(ClaimStatus status) => status switch
    {
        ClaimStatus.Supported => 3,
        ClaimStatus.Contradicted => 2,
        ClaimStatus.NotInGraph => 1,
        _ => 0,
    };

    private (ClaimStatus Status, string? Detail) Compare(
        RelationReading reading, RelationSense stated, bool isDenied, RelationType relation, bool isForward)
    {
        ClaimStatus none = isDenied ? ClaimStatus.NotCheckable : ClaimStatus.NotInGraph;
        Polarity polarity = _relations.GetValueOrDefault(relation)?.Polarity ?? Polarity.Affirmed;

        // The graph's own phrase of a relation that is stated not to hold, or that advises against, states that polarity itself.
        bool isOwnPhrase = reading.Phrases.Any(meanings => meanings.Any(meaning => meaning.Relation == relation));
        bool avoids = (stated & RelationSense.Avoids) != 0;
        RelationFit fit = Fit(reading, stated, relation, isForward);
        if (polarity == Polarity.Absent && !isOwnPhrase)
        {
            return fit is not RelationFit.Same ? (none, null)
                : isDenied ? (ClaimStatus.Supported, null)
                : (ClaimStatus.Contradicted, "The graph states that it does not hold.");
        }

        if (polarity == Polarity.Contraindicated && !avoids && !isOwnPhrase)
        {
            return (stated & (RelationSense.Treats | RelationSense.Prevents)) == 0 ? (none, null)
                : isDenied ? (ClaimStatus.Supported, null)
                : (ClaimStatus.Contradicted, "The graph states a contraindication.");
        }

        return fit switch
        {
            RelationFit.Same => isDenied ? (ClaimStatus.Contradicted, "The text denies what the graph states.") : (ClaimStatus.Supported, null),
            RelationFit.Turned when !isDenied => (ClaimStatus.Contradicted, "The edge runs the other way."),
            RelationFit.Excluded when !isDenied => (ClaimStatus.Contradicted, "The graph states a relation that excludes it."),
            _ => (none, null),
        };
    }

    private RelationFit Fit(RelationReading reading, RelationSense stated, RelationType relation, bool isForward)
    {
        bool isTurned = false;
        foreach (IReadOnlyList<(RelationType Relation, bool IsLeftSource)> meanings in reading.Phrases)
        {
            foreach ((RelationType phrase, bool isLeftSource) in meanings.Where(meaning => MeanSame(meaning.Relation, relation)))
            {
                if (IsSymmetric(relation) || (isLeftSource ^ IsReversed(phrase) ^ IsReversed(relation)) == isForward)
                {
                    return RelationFit.Same;
                }

                isTurned = true;
            }
        }

        if (isTurned)
        {
            return RelationFit.Turned;
        }

        RelationSense strong = stated & ~Weak;
        RelationSense held = _senses.GetValueOrDefault(relation);
        if (strong == RelationSense.None)
        {
            return (stated & Weak) != 0 ? RelationFit.Same : RelationFit.Other;
        }

        if ((strong & held) == RelationSense.None)
        {
            return Excludes(strong, _reader.SenseOf(relation)) ? RelationFit.Excluded : RelationFit.Other;
        }

        return reading.IsLeftActing is { } isLeftActing && _reader.IsSourceActing(relation) is { } isSourceActing && !IsSymmetric(relation)
            && isLeftActing != (isForward == isSourceActing)
            ? RelationFit.Turned
            : RelationFit.Same;
    }

    // That a drug causes a condition does not exclude that it treats one: sources state both of the same pair.
    private static bool Excludes(RelationSense stated, RelationSense held) =>
        (Has(stated, RelationSense.Raises) && Has(held, RelationSense.Lowers) && !Has(held, RelationSense.Raises))
        || (Has(stated, RelationSense.Lowers) && Has(held, RelationSense.Raises) && !Has(held, RelationSense.Lowers))
        || (Has(stated, RelationSense.Avoids) && Has(held, RelationSense.Treats) && !Has(held, RelationSense.Avoids));

    private static bool Has(RelationSense senses, RelationSense sense) => (senses & sense) != 0;

    private bool MeanSame(RelationType left, RelationType right)
    {
        if (left == right)
        {
            return true;
        }

        RelationInfo? one = _relations.GetValueOrDefault(left);
        RelationInfo? other = _relations.GetValueOrDefault(right);
        return one is not null && other is not null && one.Meaning == other.Meaning && one.Polarity == other.Polarity
            && one.Meaning != RelationMeaning.Unspecified && one.Meaning != RelationMeaning.Associated && one.Meaning != RelationMeaning.Regulates;
    }

    private bool IsSymmetric(RelationType relation) => _relations.GetValueOrDefault(relation) is { IsSymmetric: true };

    private bool IsReversed(RelationType relation) => _relations.GetValueOrDefault(relation) is { IsMeaningReversed: true };

    /// <summary>What words state in general terms, by their own cues or by the phrases of the graph that they hold.</summary>
    private RelationSense GetSenses(RelationReading reading) => reading.Phrases.Aggregate(
        reading.Senses, (senses, meanings) => senses | meanings.Aggregate(RelationSense.None, (sum, meaning) => sum | _reader.SenseOf(meaning.Relation)));

    private static bool IsLoose(RelationReading reading) => reading.Phrases.Count == 0 && (reading.Senses & ~Weak) == RelationSense.Causes;

    private RelationSense ReadSenses(RelationInfo relation)
    {
        RelationSense own = _reader.SenseOf(relation.Relation);
        RelationSense direction = own & (RelationSense.Raises | RelationSense.Lowers);
        if (direction != RelationSense.None)
        {
            // "Lowers the expression of" is no statement of expression.
            own &= ~RelationSense.Expresses;
        }

        RelationSense meant = relation.Meaning.Value switch
        {
            "treats" or "prevents" or "palliates" => RelationSense.Treats | RelationSense.Prevents,
            "causes" => RelationSense.Causes,
            "contraindicated" => RelationSense.Avoids,
            "presents" => RelationSense.Presents | RelationSense.Causes,
            "targets" => RelationSense.ActsOn | RelationSense.Regulates | RelationSense.Interacts | RelationSense.Raises | RelationSense.Lowers,
            "regulates" => RelationSense.Regulates | (direction == RelationSense.None ? RelationSense.Raises | RelationSense.Lowers : RelationSense.None),
            "interacts" => RelationSense.Interacts | RelationSense.ActsOn,
            "expressed_in" => RelationSense.Expresses,
            "located_in" => RelationSense.PartOf,
            "part_of" or "is_a" => RelationSense.KindOf | RelationSense.PartOf,
            "participates_in" => RelationSense.Involves | RelationSense.PartOf | RelationSense.Regulates,
            "resembles" => RelationSense.Resembles,
            _ => RelationSense.None,
        };
        return own | meant | (direction != RelationSense.None ? RelationSense.Regulates : RelationSense.None);
    }
}
