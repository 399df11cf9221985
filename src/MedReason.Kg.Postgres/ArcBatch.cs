using Npgsql;

namespace MedReason.Kg.Postgres;

/// <summary>The arcs of a frontier as they come, put in order and named at the end.</summary>
internal sealed class ArcBatch
{
    private readonly List<(int Neighbor, short Code)>[] _arcs;
    private readonly Dictionary<int, NodeId> _ids = [];

    /// <summary>Starts a batch.</summary>
    /// <param name="count">How many nodes are asked about.</param>
    public ArcBatch(int count)
    {
        _arcs = new List<(int, short)>[count];
        for (int i = 0; i < count; i++)
        {
            _arcs[i] = [];
        }
    }

    /// <summary>Takes a row of <see cref="GraphStatements.Neighbors"/>.</summary>
    public void Read(NpgsqlDataReader reader)
    {
        int neighbor = reader.GetInt32(1);
        _arcs[reader.GetInt64(0) - 1].Add((neighbor, reader.GetInt16(2)));
        if (!_ids.ContainsKey(neighbor))
        {
            _ids.Add(neighbor, new NodeId(PostgresText.Decode(reader.GetString(3))));
        }
    }

    /// <summary>The answer for a frontier.</summary>
    /// <param name="places">For each node of the frontier, which of the nodes asked about it is.</param>
    /// <param name="cap">The maximum number for each node; one more was asked for.</param>
    /// <param name="graph">What the codes mean.</param>
    public NeighborBatch ToNeighbors(int[] places, long cap, LoadedGraph graph)
    {
        KgNeighbor[][] lists = Array.ConvertAll(_arcs, arcs => ToList(arcs, cap, graph));
        return new NeighborBatch(
            Array.ConvertAll(places, place => (IReadOnlyList<KgNeighbor>)lists[place]), Array.ConvertAll(places, place => _arcs[place].Count > cap));
    }

    private KgNeighbor[] ToList(List<(int Neighbor, short Code)> arcs, long cap, LoadedGraph graph)
    {
        arcs.Sort();
        var list = new KgNeighbor[Math.Min(cap, arcs.Count)];
        for (int i = 0; i < list.Length; i++)
        {
            (int neighbor, short code) = arcs[i];
            list[i] = new KgNeighbor { Node = _ids[neighbor], Relation = graph.RelationOf(code), IsForward = (code & 1) == 0 };
        }

        return list;
    }
}
