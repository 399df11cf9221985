using System.Text;

namespace MedReason.Evaluation;

/// <summary>
/// The ratio of Python's <c>difflib.SequenceMatcher(None, a, b)</c> over code points, for one b and many a: twice the number of characters in matching
/// blocks over both lengths (Ratcliff and Obershelp, 1988, with difflib's rule that in a b of 200 characters or more those that make up over one per cent
/// start no block).
/// Not safe for concurrent use.
/// </summary>
internal sealed class SequenceSimilarity
{
    private const int LeastLengthOfPopular = 200;
    private readonly int[] _text;
    private readonly Dictionary<int, List<int>> _places = [];

    // Lengths of blocks that end at each place of the text, for the character before and the one at hand; shifted by one so that place -1 is a cell.
    private int[] _lengths;
    private int[] _nextLengths;

    public SequenceSimilarity(string text)
    {
        _text = CodePoints(text);
        _lengths = new int[_text.Length + 1];
        _nextLengths = new int[_text.Length + 1];
        for (int i = 0; i < _text.Length; i++)
        {
            if (!_places.TryGetValue(_text[i], out List<int>? places))
            {
                _places.Add(_text[i], places = []);
            }

            places.Add(i);
        }

        if (_text.Length >= LeastLengthOfPopular)
        {
            int most = (_text.Length / 100) + 1;
            foreach (int popular in _places.Where(entry => entry.Value.Count > most).Select(entry => entry.Key).ToArray())
            {
                _places.Remove(popular);
            }
        }
    }

    /// <summary>The ratio for one a, 0 to 1; 1 where both are empty.</summary>
    public double RatioOf(string other)
    {
        int[] characters = CodePoints(other);
        int length = characters.Length + _text.Length;
        return length == 0 ? 1 : 2.0 * CountMatches(characters) / length;
    }

    private int CountMatches(int[] other)
    {
        int matches = 0;
        var open = new Stack<(int From, int To, int TextFrom, int TextTo)>();
        open.Push((0, other.Length, 0, _text.Length));
        while (open.TryPop(out (int From, int To, int TextFrom, int TextTo) part))
        {
            (int at, int textAt, int size) = LongestMatch(other, part.From, part.To, part.TextFrom, part.TextTo);
            if (size == 0)
            {
                continue;
            }

            matches += size;
            if (part.From < at && part.TextFrom < textAt)
            {
                open.Push((part.From, at, part.TextFrom, textAt));
            }

            if (at + size < part.To && textAt + size < part.TextTo)
            {
                open.Push((at + size, part.To, textAt + size, part.TextTo));
            }
        }

        return matches;
    }

    private (int At, int TextAt, int Size) LongestMatch(int[] other, int from, int to, int textFrom, int textTo)
    {
        int bestAt = from;
        int bestTextAt = textFrom;
        int bestSize = 0;
        List<int>? written = null;
        for (int i = from; i < to; i++)
        {
            List<int>? places = _places.GetValueOrDefault(other[i]);
            if (places is not null)
            {
                for (int n = FirstFrom(places, textFrom); n < places.Count && places[n] < textTo; n++)
                {
                    int j = places[n];
                    int size = _lengths[j] + 1;
                    _nextLengths[j + 1] = size;
                    if (size > bestSize)
                    {
                        (bestAt, bestTextAt, bestSize) = (i - size + 1, j - size + 1, size);
                    }
                }
            }

            Clear(_lengths, written);
            (_lengths, _nextLengths) = (_nextLengths, _lengths);
            written = places;
        }

        Clear(_lengths, written);
        while (bestAt > from && bestTextAt > textFrom && other[bestAt - 1] == _text[bestTextAt - 1])
        {
            (bestAt, bestTextAt, bestSize) = (bestAt - 1, bestTextAt - 1, bestSize + 1);
        }

        while (bestAt + bestSize < to && bestTextAt + bestSize < textTo && other[bestAt + bestSize] == _text[bestTextAt + bestSize])
        {
            bestSize++;
        }

        return (bestAt, bestTextAt, bestSize);

        void Clear(int[] lengths, List<int>? places)
        {
            if (places is not null)
            {
                for (int n = FirstFrom(places, textFrom); n < places.Count && places[n] < textTo; n++)
                {
                    lengths[places[n] + 1] = 0;
                }
            }
        }
    }

    private static int FirstFrom(List<int> places, int least)
    {
        int at = places.BinarySearch(least);
        return at < 0 ? ~at : at;
    }

    private static int[] CodePoints(string text)
    {
        var points = new List<int>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            bool whole = Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            points.Add(whole ? rune.Value : text[i]);
            i += length;
        }

        return [.. points];
    }
}
