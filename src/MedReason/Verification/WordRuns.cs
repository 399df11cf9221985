namespace MedReason.Verification;

/// <summary>The runs of so many words in a row of a text, to be asked whether another text's is among them. Immutable.</summary>
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

    /// <summary>Whether the words of another text from one on, so many as a run has, are a run of this one.</summary>
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
