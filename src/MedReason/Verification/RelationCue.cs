namespace MedReason.Verification;

/// <summary>A word that shows what kind of statement a sentence makes.</summary>
/// <param name="Stem">How the word begins, in lower case; a closing mark of $ means the whole word.</param>
/// <param name="Sense">The kind of statement.</param>
/// <param name="IsReversed">Whether what precedes the word is acted on and does not act: "a symptom of", "responds to".</param>
internal readonly record struct RelationCue(string Stem, RelationSense Sense, bool IsReversed)
{
    /// <summary>Whether a word is of this kind.</summary>
    public bool Fits(string form) => Stem[^1] == '$'
        ? form.Length == Stem.Length - 1 && form.AsSpan().SequenceEqual(Stem.AsSpan(0, Stem.Length - 1))
        : form.StartsWith(Stem, StringComparison.Ordinal);
}
