using System.Globalization;

namespace MedReason.Paths;

/// <summary>Describes the paths and nodes of a pool by named features: types, relations, lengths, degrees, and for nodes what known mechanisms hold.</summary>
internal static class PathFeatures
{
    private const double Epsilon = 1e-4;

    /// <summary>Returns whether a feature says how much known mechanisms support a node, so that its weight may not be negative.</summary>
    /// <param name="name">The name of the feature.</param>
    /// <returns>True for support.</returns>
    public static bool IsSupport(string name) => name.StartsWith("known:", StringComparison.Ordinal);

    /// <summary>Returns the features of every path of a pool.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="degrees">The degrees of its nodes.</param>
    /// <param name="groups">The groups of features that are used.</param>
    /// <returns>One vector per path.</returns>
    public static FeatureVector[] OfPaths(PathPool pool, DegreeLookup degrees, PathFeatureGroups groups)
    {
        // A path that costs more has less influence on which nodes the paths agree on.
        double[] shares = GetShares(pool);
        double[] nodeShares = new double[pool.Nodes.Count];
        var hopShares = new Dictionary<(NodeId, NodeId), double>();
        for (int i = 0; i < pool.Paths.Count; i++)
        {
            foreach (int node in pool.Inner[i])
            {
                nodeShares[node] += shares[i];
            }

            IReadOnlyList<KgNode> nodes = pool.Paths[i].Nodes;
            for (int j = 0; j + 1 < nodes.Count; j++)
            {
                (NodeId, NodeId) hop = (nodes[j].Id, nodes[j + 1].Id);
                hopShares[hop] = hopShares.GetValueOrDefault(hop) + shares[i];
            }
        }

        int shortest = pool.Paths.Count == 0 ? 0 : pool.Paths.Min(path => path.Length);
        var vectors = new FeatureVector[pool.Paths.Count];
        for (int i = 0; i < vectors.Length; i++)
        {
            KgPath path = pool.Paths[i];
            var vector = new FeatureVector();
            if (groups.HasFlag(PathFeatureGroups.Length))
            {
                vector.Add(Name("length:hops", path.Length));
                vector.Add(Name("length:longer", path.Length - shortest));
            }

            if (groups.HasFlag(PathFeatureGroups.Sequence))
            {
                AddSequence(vector, path);
            }

            if (groups.HasFlag(PathFeatureGroups.Sign))
            {
                AddSign(vector, path);
            }

            if (groups.HasFlag(PathFeatureGroups.Degree))
            {
                AddDegrees(vector, path, degrees);
            }

            if (groups.HasFlag(PathFeatureGroups.Agreement))
            {
                int[] inner = pool.Inner[i];
                double mean = 0;
                double log = 0;
                foreach (int node in inner)
                {
                    mean += nodeShares[node] / inner.Length;
                    log += Math.Log(Math.Max(Epsilon, nodeShares[node]));
                }

                double hops = 0;
                for (int j = 0; j < path.Length; j++)
                {
                    hops += Math.Log(Math.Max(Epsilon, hopShares[(path.Nodes[j].Id, path.Nodes[j + 1].Id)])) / path.Length;
                }

                vector.Add("agreement:nodes", mean);
                vector.Add("agreement:nodes log", log / inner.Length);
                vector.Add("agreement:nodes log sum", log);
                vector.Add("agreement:hops log", hops);
            }

            vectors[i] = vector;
        }

        return vectors;
    }

    /// <summary>Returns the features of every inner node of a pool, given the path model's probabilities of the paths.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="probabilities">The probability of each path.</param>
    /// <param name="degrees">The degrees of its nodes.</param>
    /// <param name="groups">The groups of features that are used.</param>
    /// <param name="known">What known mechanisms say of each node of the pool.</param>
    /// <returns>One vector per node.</returns>
    public static FeatureVector[] OfNodes(PathPool pool, double[] probabilities, DegreeLookup degrees, PathFeatureGroups groups, KnownNode[] known)
    {
        NodeView[] views = GetViews(pool, probabilities);
        int shortest = pool.Paths.Count == 0 ? 0 : pool.Paths.Min(path => path.Length);
        int top = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            top = probabilities[i] > probabilities[top] ? i : top;
        }

        var vectors = new FeatureVector[pool.Nodes.Count];
        for (int i = 0; i < vectors.Length; i++)
        {
            NodeView view = views[i];
            string type = pool.Nodes[i].Type.Value;
            var vector = new FeatureVector();
            double logit = Math.Log((view.Marginal + Epsilon) / (1 - Math.Min(1, view.Marginal) + Epsilon));
            vector.Add("bias");
            vector.Add("paths:logit", logit);
            vector.Add("paths:logit " + type, logit);
            vector.Add("paths:sum", view.Marginal);
            vector.Add("paths:sum log", Math.Log(view.Marginal + Epsilon));
            vector.Add("paths:best", view.Best);
            vector.Add("paths:best log", Math.Log(view.Best + Epsilon));
            vector.Add("paths:best of top", view.Best / probabilities[top]);
            vector.Add("paths:best of top log", Math.Log((view.Best / probabilities[top]) + Epsilon));
            if (pool.Inner[top].Contains(i))
            {
                vector.Add("paths:on top");
            }

            if (groups.HasFlag(PathFeatureGroups.NodePlace))
            {
                vector.Add("type:" + type);
                vector.Add(Name("place:from start", view.FromStart));
                vector.Add(Name("place:to end", view.ToEnd));
                vector.Add(Name("place:from start " + type, view.FromStart));
                vector.Add(Name("place:to end " + type, view.ToEnd));
                vector.Add(Name("place:longer", view.Shortest - shortest));
                vector.Add("pool:share", (double)view.Count / pool.Paths.Count);
                vector.Add("pool:count log", Math.Log(view.Count));
                vector.Add("pool:paths log", Math.Log(pool.Paths.Count));
                vector.Add("pool:nodes log", Math.Log(pool.Nodes.Count));
            }

            if (groups.HasFlag(PathFeatureGroups.NodeDegree))
            {
                NodeId id = pool.Nodes[i].Id;
                int total = degrees.GetTotal(id);
                int incoming = degrees.GetTotal(id, isOutgoing: false);
                int outgoing = degrees.GetTotal(id, isOutgoing: true);
                vector.Add("degree:log", Math.Log(total));
                vector.Add("degree:log " + type, Math.Log(total));
                vector.Add(Name("degree:about", Bucket(total)));
                vector.Add("degree:in log", Math.Log(incoming));
                vector.Add("degree:out log", Math.Log(outgoing));
                vector.Add("degree:in share", (double)view.Previous.Count / incoming);
                vector.Add("degree:out share", (double)view.Next.Count / outgoing);
                vector.Add("degree:before log", Math.Log(view.Previous.Count));
                vector.Add("degree:after log", Math.Log(view.Next.Count));
                vector.Add("degree:start log", Math.Log(degrees.GetTotal(pool.Paths[0].Nodes[0].Id, isOutgoing: true)));
                vector.Add("degree:end log", Math.Log(degrees.GetTotal(pool.Paths[0].Nodes[^1].Id, isOutgoing: false)));
            }

            AddKnown(vector, "known:end", known[i].SameEnd);
            AddKnown(vector, "known:first", known[i].SameFirst);

            vectors[i] = vector;
        }

        return vectors;
    }

    private static void AddSequence(FeatureVector vector, KgPath path)
    {
        for (int i = 0; i < path.Hops.Count; i++)
        {
            string from = path.Nodes[i].Type.Value;
            string to = path.Nodes[i + 1].Type.Value;
            foreach (KgHopRelation relation in path.Hops[i].Relations)
            {
                vector.Add((relation.IsForward ? "relation:>" : "relation:<") + relation.Relation.Value);
                vector.Add("hop:" + new HopToken(path.Nodes[i].Type, relation.Relation, relation.IsForward, path.Nodes[i + 1].Type));
            }

            vector.Add($"types:{from}>{to}");
            if (i + 2 < path.Nodes.Count)
            {
                vector.Add($"types:{from}>{to}>{path.Nodes[i + 2].Type}");
                vector.Add("type:" + to);
            }
        }
    }

    private static void AddSign(FeatureVector vector, KgPath path)
    {
        string sign = RelationSign.Of(path) switch { < 0 => "lessens", > 0 => "raises", _ => "mixed" };
        vector.Add("sign:" + sign);
        vector.Add(Name("sign:" + sign, path.Length));
        for (int i = 0; i + 1 < path.Hops.Count; i++)
        {
            foreach (KgHopRelation first in path.Hops[i].Relations)
            {
                foreach (KgHopRelation second in path.Hops[i + 1].Relations)
                {
                    vector.Add($"relations:{(first.IsForward ? '>' : '<')}{first.Relation} {(second.IsForward ? '>' : '<')}{second.Relation}");
                }
            }
        }
    }

    private static void AddDegrees(FeatureVector vector, KgPath path, DegreeLookup degrees)
    {
        for (int i = 0; i < path.Hops.Count; i++)
        {
            bool isForward = path.Hops[i].Relations.Any(relation => relation.IsForward);
            double leaving = Math.Log(degrees.GetTotal(path.Nodes[i].Id, isForward));
            double reaching = Math.Log(degrees.GetTotal(path.Nodes[i + 1].Id, !isForward));
            vector.Add("degree:leaving", leaving);
            vector.Add("degree:reaching", reaching);
            if (i > 0)
            {
                vector.Add("degree:leaving " + path.Nodes[i].Type, leaving);
            }

            if (i + 2 < path.Nodes.Count)
            {
                vector.Add("degree:reaching " + path.Nodes[i + 1].Type, reaching);
            }
        }
    }

    private static void AddKnown(FeatureVector vector, string name, KnownShare share)
    {
        if (share.Count == 0)
        {
            return;
        }

        vector.Add(name + " share", share.Share);
        vector.Add(name + " count log", Math.Log(1 + share.Count));
        vector.Add(name + " fit", share.Fit);
        vector.Add(name + " weighted", share.Weighted);
        vector.Add(name + " held");
    }

    private static double[] GetShares(PathPool pool)
    {
        double[] shares = new double[pool.Paths.Count];
        double sum = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = pool.Paths[i].Hops.All(hop => hop.Relations.Any(relation => relation.IsForward)) ? 1 : Math.Exp(pool.Costs[0] - pool.Costs[i]);
            sum += shares[i];
        }

        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] /= sum;
        }

        return shares;
    }

    private static NodeView[] GetViews(PathPool pool, double[] probabilities)
    {
        var views = new NodeView[pool.Nodes.Count];
        for (int i = 0; i < views.Length; i++)
        {
            views[i] = new NodeView();
        }

        for (int i = 0; i < pool.Paths.Count; i++)
        {
            KgPath path = pool.Paths[i];
            for (int j = 0; j < pool.Inner[i].Length; j++)
            {
                NodeView view = views[pool.Inner[i][j]];
                view.Marginal += probabilities[i];
                view.Best = Math.Max(view.Best, probabilities[i]);
                view.Count++;
                view.Shortest = Math.Min(view.Shortest, path.Length);
                view.FromStart = Math.Min(view.FromStart, j + 1);
                view.ToEnd = Math.Min(view.ToEnd, path.Length - j - 1);
                view.Previous.Add(path.Nodes[j].Id);
                view.Next.Add(path.Nodes[j + 2].Id);
            }
        }

        return views;
    }

    private static int Bucket(int degree) => degree switch
    {
        <= 3 => degree,
        <= 5 => 4,
        <= 8 => 6,
        <= 15 => 9,
        <= 40 => 16,
        _ => 41,
    };

    private static string Name(string group, int number) => string.Create(CultureInfo.InvariantCulture, $"{group} {number}");

    private sealed class NodeView
    {
        public double Marginal { get; set; }

        public double Best { get; set; }

        public int Count { get; set; }

        public int Shortest { get; set; } = int.MaxValue;

        public int FromStart { get; set; } = int.MaxValue;

        public int ToEnd { get; set; } = int.MaxValue;

        public HashSet<NodeId> Previous { get; } = [];

        public HashSet<NodeId> Next { get; } = [];
    }
}
