namespace MedReason.Entities;

/// <summary>
/// How likely a text is a misspelling of a name: a noisy channel of single edits. A slip that can happen in few ways at a place (a letter left out, two
/// letters exchanged) explains a text better than one that can happen in many (one of all letters put in or put in place of another), so it costs less.
/// </summary>
/// <remarks>Kernighan, Church and Gale 1990; the recurrence is Damerau's with adjacent transpositions (optimal string alignment).</remarks>
internal static class SpellingDistance
{
    /// <summary>More edits than this make another word, not a misspelling.</summary>
    public const int MaxEdits = 3;

    private const double LeftOut = 1.0;
    private const double Exchanged = 1.0;
    private const double PutIn = 1.3;
    private const double Replaced = 1.3;
    private const int MaxStackLength = 128;

    /// <summary>The cost of the likeliest edits that make a name into what was written; infinite where they are more than <see cref="MaxEdits"/>.</summary>
    public static double Measure(ReadOnlySpan<char> written, ReadOnlySpan<char> name)
    {
        if (Math.Abs(written.Length - name.Length) > MaxEdits)
        {
            return double.PositiveInfinity;
        }

        double cost = Cost(written, name);
        return cost > MaxEdits * Replaced ? double.PositiveInfinity : cost;
    }

    private static double Cost(ReadOnlySpan<char> written, ReadOnlySpan<char> name)
    {
        int width = name.Length + 1;
        Span<double> rows = width <= MaxStackLength ? stackalloc double[3 * MaxStackLength] : new double[3 * width];
        Span<double> before = rows[..width];
        Span<double> last = rows.Slice(width, width);
        Span<double> current = rows.Slice(2 * width, width);
        before.Fill(double.PositiveInfinity);
        for (int j = 0; j < width; j++)
        {
            last[j] = j * LeftOut;
        }

        for (int i = 1; i <= written.Length; i++)
        {
            // Only a band around the diagonal can end within the allowed number of edits.
            int from = Math.Max(1, i - MaxEdits);
            int to = Math.Min(name.Length, i + MaxEdits);
            current.Fill(double.PositiveInfinity);
            if (from == 1)
            {
                current[0] = i * PutIn;
            }

            for (int j = from; j <= to; j++)
            {
                double best = last[j - 1] + (written[i - 1] == name[j - 1] ? 0 : Replaced);
                best = Math.Min(best, last[j] + PutIn);
                best = Math.Min(best, current[j - 1] + LeftOut);
                if (i > 1 && j > 1 && written[i - 1] == name[j - 2] && written[i - 2] == name[j - 1])
                {
                    best = Math.Min(best, before[j - 2] + Exchanged);
                }

                current[j] = best;
            }

            Span<double> free = before;
            before = last;
            last = current;
            current = free;
        }

        return last[name.Length];
    }
}
