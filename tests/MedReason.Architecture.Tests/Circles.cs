namespace MedReason.Architecture.Tests;

/// <summary>Finds circles among arrows.</summary>
internal static class Circles
{
    /// <summary>Finds a shortest circle through each node that lies on one; each circle once, from its first node in ordinal order.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<(string From, string To)> arrows)
    {
        ILookup<string, string> next = arrows.OrderBy(arrow => arrow, Comparer<(string, string)>.Default).ToLookup(arrow => arrow.From, arrow => arrow.To, StringComparer.Ordinal);
        var circles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string start in next.Select(group => group.Key))
        {
            var before = new Dictionary<string, string>(StringComparer.Ordinal);
            var queue = new Queue<string>([start]);
            while (queue.TryDequeue(out string? node) && !before.ContainsKey(start))
            {
                foreach (string target in next[node].Where(target => before.TryAdd(target, node)))
                {
                    queue.Enqueue(target);
                }
            }

            if (before.TryGetValue(start, out string? last))
            {
                var circle = new List<string>();
                for (string node = last; node != start; node = before[node])
                {
                    circle.Insert(0, node);
                }

                if (circle.All(node => string.CompareOrdinal(start, node) < 0))
                {
                    circles.Add(string.Join(" -> ", [start, .. circle, start]));
                }
            }
        }

        return [.. circles];
    }
}
