namespace MedReason.Verification;

/// <summary>The runs of a fixed number of consecutive words of a text, to find whether another text shares one. Immutable.</summary>
internal sealed class WordRuns
{
    private readonly ProseText _text;
    private readonly int _length;
    private readonly ILookup<string, int> _starts;

    /// <summary>Prepares a text.</summary>
    public WordRuns(ProseText text, int length)
    {
        _text = text;
        _length = length;
        _starts = Enumerable.Range(0, Math.Max(0, text.Words.Count - length + 1)).ToLookup(start => text.Words[start].Form, StringComparer.Ordinal);
    }

    /// <summary>Determines whether the run of another text that starts at a given word is also a run of this text.</summary>
    public bool Hold(ProseText other, int first)
    {
        foreach (int start in _starts[other.Words[first].Form])
        {
            int same = 1;
            while (same < _length && string.Equals(_text.Words[start + same].Form, other.Words[first + same].Form, StringComparison.Ordinal))
            {
                same++;
            }

            if (same == _length)
            {
                return true;
            }
        }

        return false;
    }
}
