using MedReason.Text;

namespace MedReason.Verification;

/// <summary>One word of a <see cref="ProseText"/>.</summary>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Form">The word in lower case.</param>
/// <param name="Key">Its normal form.</param>
/// <param name="Sentence">The number of its sentence.</param>
/// <param name="Traits">What precedes it.</param>
internal readonly record struct ProseWord(int Start, int End, string Form, string Key, int Sentence, TextTokenTraits Traits)
{
    /// <summary>Whether it carries no meaning inside a name.</summary>
    public bool IsStop => (Traits & TextTokenTraits.Stop) != 0;
}
