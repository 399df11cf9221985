namespace MedReason.Cli;

/// <summary>Finds the name that a mistyped word most likely stands for.</summary>
internal static class NearestName
{
    /// <summary>Finds the nearest name, by letters inserted, left out, replaced or swapped with their neighbour.</summary>
    /// <param name="word">The word that no name equals.</param>
    /// <param name="names">The names, of which the first is returned when several are as near.</param>
    /// <returns>The name; null when none is nearer than a third of the word's length.</returns>
    public static string? Find(string word, IEnumerable<string> names)
    {
        string? nearest = null;
        int least = Math.Max(1, word.Length / 3) + 1;
        foreach (string name in names)
        {
            int distance = Math.Abs(name.Length - word.Length) < least ? CountEdits(word, name) : least;
            if (distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>Counts the edits between two words, each letter edited once at most (optimal string alignment).</summary>
    private static int CountEdits(string from, string to)
    {
        int[] beforeLast = new int[to.Length + 1];
        int[] last = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] current = new int[to.Length + 1];
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, current);
        }

        return last[to.Length];
    }
}
