namespace MedReason.Paths;

/// <summary>Scores single paths by their degrees, length and directions: the natural logarithm of the path's weight, split into named parts.</summary>
internal static class PathScoring
{
    /// <summary>The part for the degrees at both ends of each hop.</summary>
    public const string DegreePart = "degree";

    /// <summary>The part for the number of hops.</summary>
    public const string LengthPart = "length";

    /// <summary>The part for changes of direction.</summary>
    public const string DirectionPart = "direction";

    /// <summary>The part for hubs among the inner nodes.</summary>
    public const string SpecificityPart = "specificity";

    /// <summary>Rounds a score before it is compared.</summary>
    public static double Round(double value)
    {
        double rounded = Math.Round(value, 9, MidpointRounding.ToEven);
        return rounded == 0 ? 0 : rounded;
    }

    /// <summary>Returns the parts of a path's score.</summary>
    /// <param name="path">The path.</param>
    /// <param name="degrees">The degrees of its nodes.</param>
    /// <param name="weights">The weights of the parts.</param>
    /// <returns>The parts, each rounded.</returns>
    public static List<ScorePart> GetParts(KgPath path, DegreeLookup degrees, PathWeights weights)
    {
        double degree = 0;
        int turns = 0;
        int direction = 0;
        for (int i = 0; i < path.Hops.Count; i++)
        {
            degree += GetHopLogWeight(path.Nodes[i].Id, path.Nodes[i + 1].Id, path.Hops[i].Relations, degrees, weights.Damping);
            int next = GetDirection(path.Hops[i]);
            if (next != 0 && direction != 0 && next != direction)
            {
                turns++;
            }

            direction = next == 0 ? direction : next;
        }

        double hubs = 0;
        for (int i = 1; i < path.Nodes.Count - 1; i++)
        {
            hubs += Math.Log(degrees.GetTotal(path.Nodes[i].Id));
        }

        return
        [
            new ScorePart { Name = DegreePart, Value = Round(degree) },
            new ScorePart { Name = LengthPart, Value = Round(-weights.Length * path.Length) },
            new ScorePart { Name = DirectionPart, Value = Round(-weights.Turn * turns) },
            new ScorePart { Name = SpecificityPart, Value = Round(-weights.Hub * hubs) },
        ];
    }

    /// <summary>Returns the sum of parts.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>The score.</returns>
    public static double Sum(IReadOnlyList<ScorePart> parts)
    {
        double sum = 0;
        foreach (ScorePart part in parts)
        {
            sum += part.Value;
        }

        return Round(sum);
    }

    /// <summary>Returns the logarithm of a hop's weight: that of the parallel relation with the greatest weight.</summary>
    public static double GetHopLogWeight(NodeId from, NodeId to, IReadOnlyList<KgHopRelation> relations, DegreeLookup degrees, double damping)
    {
        double best = double.NegativeInfinity;
        for (int i = 0; i < relations.Count; i++)
        {
            KgHopRelation relation = relations[i];
            double weight = -damping * (Math.Log(degrees.GetDegree(from, relation.Relation, relation.IsForward))
                + Math.Log(degrees.GetDegree(to, relation.Relation, !relation.IsForward)));
            best = Math.Max(best, weight);
        }

        return best;
    }

    /// <summary>Returns 1 when all relations have the direction of the path, -1 when all are against it, 0 when both occur.</summary>
    private static int GetDirection(KgHop hop)
    {
        bool forward = false;
        bool reverse = false;
        for (int i = 0; i < hop.Relations.Count; i++)
        {
            forward |= hop.Relations[i].IsForward;
            reverse |= !hop.Relations[i].IsForward;
        }

        return forward == reverse ? 0 : forward ? 1 : -1;
    }
}
