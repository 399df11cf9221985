using System.Runtime.CompilerServices;

namespace MedReason.Graph;

/// <summary>The compressed rows of a graph: for each node its edges from both ends, ordered by neighbour, then relation code.</summary>
internal sealed class EdgeColumns
{
    public required int EdgeCount { get; init; }

    public required int[] Offsets { get; init; }

    public required int[] Neighbors { get; init; }

    public required ushort[] Codes { get; init; }

    public required int[] EdgeOrdinals { get; init; }

    /// <summary>For each edge in ordinal order the number of its set of statements, 0 for none; null when no edge has one.</summary>
    public int[]? AttributeSets { get; private set; }

    /// <summary>Computes the rows.</summary>
    /// <param name="edges">For each relation, in code order, its edges in ascending order, each once; released as soon as they are not needed.</param>
    /// <param name="sets">For each relation, parallel to its edges, the numbers of their sets of statements; null for a relation without.</param>
    /// <param name="nodeCount">How many nodes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    // A long loop that runs once: compiled with all optimizations at once, not by way of the instrumented tiers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static EdgeColumns Build(ulong[][] edges, int[]?[] sets, int nodeCount, CancellationToken cancellationToken)
    {
        long total = edges.Sum(static list => list.LongLength);
        if (total > GraphLimits.MaxEdges)
        {
            throw new KnowledgeGraphException($"The graph has {total} edges; one graph in memory holds at most {GraphLimits.MaxEdges}.");
        }

        int edgeCount = (int)total;
        var outgoing = new int[nodeCount + 1];
        var incoming = new int[nodeCount + 1];
        var offsets = new int[nodeCount + 1];
        foreach (ulong[] list in edges)
        {
            foreach (ulong edge in list)
            {
                int source = (int)(edge >> 32);
                int target = (int)(uint)edge;
                outgoing[source + 1]++;
                offsets[source + 1]++;
                if (source != target)
                {
                    incoming[target + 1]++;
                    offsets[target + 1]++;
                }
            }
        }

        SumUp(outgoing);
        SumUp(incoming);
        SumUp(offsets);
        cancellationToken.ThrowIfCancellationRequested();

        // Edge ordinals: relation by relation, each list ascending, every edge goes behind the last of its source.
        var targets = new int[edgeCount];
        var codes = new ushort[edgeCount];
        int[]? attributeSets = Array.Exists(sets, static list => list is not null) ? new int[edgeCount] : null;
        int[] next = outgoing[..nodeCount];
        for (int code = 0; code < edges.Length; code++)
        {
            for (int i = 0; i < edges[code].Length; i++)
            {
                ulong edge = edges[code][i];
                int ordinal = next[(int)(edge >> 32)]++;
                targets[ordinal] = (int)(uint)edge;
                codes[ordinal] = (ushort)(code * 2);
                if (sets[code] is { } list)
                {
                    attributeSets![ordinal] = list[i];
                }
            }

            edges[code] = [];
            cancellationToken.ThrowIfCancellationRequested();
        }

        // Which edges end at each node, self loops left out, and where they start.
        var arriving = new int[incoming[nodeCount]];
        var origins = new int[incoming[nodeCount]];
        incoming.AsSpan(0, nodeCount).CopyTo(next);
        for (int node = 0; node < nodeCount; node++)
        {
            for (int ordinal = outgoing[node]; ordinal < outgoing[node + 1]; ordinal++)
            {
                if (targets[ordinal] != node)
                {
                    int place = next[targets[ordinal]]++;
                    arriving[place] = ordinal;
                    origins[place] = node;
                }
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        EdgeColumns rows = Transpose(outgoing, targets, codes, incoming, arriving, origins, offsets, cancellationToken);
        rows.AttributeSets = attributeSets;
        return rows;
    }

    /// <summary>Visits the nodes in ascending order and enters each into the rows of its neighbours, which therefore come out sorted.</summary>
    // A long loop that runs once: compiled with all optimizations at once, not by way of the instrumented tiers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static EdgeColumns Transpose(
        int[] outgoing, int[] targets, ushort[] codes, int[] incoming, int[] arriving, int[] origins, int[] offsets, CancellationToken cancellationToken)
    {
        int nodeCount = offsets.Length - 1;
        var rows = new EdgeColumns
        {
            EdgeCount = targets.Length,
            Offsets = offsets,
            Neighbors = new int[offsets[nodeCount]],
            Codes = new ushort[offsets[nodeCount]],
            EdgeOrdinals = new int[offsets[nodeCount]],
        };
        int[] next = offsets[..nodeCount];
        for (int node = 0; node < nodeCount; node++)
        {
            for (int ordinal = outgoing[node]; ordinal < outgoing[node + 1]; ordinal++)
            {
                int target = targets[ordinal];
                int reverse = target == node ? 0 : 1;
                rows.Enter(next[target]++, node, (ushort)(codes[ordinal] + reverse), ordinal);
            }

            for (int i = incoming[node]; i < incoming[node + 1]; i++)
            {
                rows.Enter(next[origins[i]]++, node, codes[arriving[i]], arriving[i]);
            }

            if ((node & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        rows.SortParallelEdges();
        return rows;
    }

    private static void SumUp(int[] counts)
    {
        for (int i = 1; i < counts.Length; i++)
        {
            counts[i] += counts[i - 1];
        }
    }

    private void Enter(int place, int neighbor, ushort code, int ordinal)
    {
        Neighbors[place] = neighbor;
        Codes[place] = code;
        EdgeOrdinals[place] = ordinal;
    }

    private void SortParallelEdges()
    {
        for (int node = 0; node + 1 < Offsets.Length; node++)
        {
            for (int i = Offsets[node] + 1; i < Offsets[node + 1]; i++)
            {
                for (int j = i; j > Offsets[node] && Neighbors[j] == Neighbors[j - 1] && Codes[j] < Codes[j - 1]; j--)
                {
                    (Codes[j], Codes[j - 1]) = (Codes[j - 1], Codes[j]);
                    (EdgeOrdinals[j], EdgeOrdinals[j - 1]) = (EdgeOrdinals[j - 1], EdgeOrdinals[j]);
                }
            }
        }
    }
}
