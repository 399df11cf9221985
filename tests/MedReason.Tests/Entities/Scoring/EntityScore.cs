namespace MedReason;

/// <summary>F1 over documents: spans (with ids) that match exactly, overlapping ones, and the ids of a document.</summary>
internal sealed class EntityScore(bool withIds)
{
    private readonly double[] _strict = new double[3];
    private readonly double[] _overlap = new double[4];
    private readonly double[] _ids = new double[3];

    public double Strict => F1(_strict[0] / _strict[1], _strict[0] / _strict[2]);

    public double Overlapping => F1(_overlap[0] / _overlap[1], _overlap[2] / _overlap[3]);

    public double Ids => F1(_ids[0] / _ids[1], _ids[0] / _ids[2]);

    public void Add(IEnumerable<(int Start, int End, string NodeId)> annotated, IEnumerable<(int Start, int End, string NodeId)> found)
    {
        HashSet<(int, int, string)> gold = [.. annotated.Select(m => withIds ? m : m with { NodeId = string.Empty })];
        HashSet<(int, int, string)> mine = [.. found.Select(m => withIds ? m : m with { NodeId = string.Empty })];
        Count(_strict, gold.Count(mine.Contains), mine.Count, gold.Count);
        _overlap[0] += mine.Count(m => Overlaps(m, gold));
        _overlap[1] += mine.Count;
        _overlap[2] += gold.Count(g => Overlaps(g, mine));
        _overlap[3] += gold.Count;
        HashSet<string> goldIds = [.. gold.Select(static g => g.Item3)];
        HashSet<string> mineIds = [.. mine.Select(static m => m.Item3)];
        Count(_ids, goldIds.Count(mineIds.Contains), mineIds.Count, goldIds.Count);
    }

    private static void Count(double[] sums, int right, int found, int gold)
    {
        sums[0] += right;
        sums[1] += found;
        sums[2] += gold;
    }

    private static bool Overlaps((int Start, int End, string Id) one, HashSet<(int Start, int End, string Id)> others) =>
        others.Any(o => one.Start < o.End && o.Start < one.End && one.Id == o.Id);

    private static double F1(double precision, double recall) => precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}
