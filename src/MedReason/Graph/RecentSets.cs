namespace MedReason.Graph;

/// <summary>Keeps the canonical bytes of sets of statements that were needed lately; many edges of a source share few sets.</summary>
/// <remarks>Each set has one place, which the next of the same place takes, so that memory does not grow with the sets.</remarks>
internal sealed class RecentSets(EdgeAttributeTable attributes)
{
    private const int Places = 256;
    private readonly int[] _numbers = new int[Places];
    private readonly EdgeAttributeEncoding.Writer?[] _writers = new EdgeAttributeEncoding.Writer?[Places];

    /// <summary>Returns the statements of a set in the byte form of the content hash.</summary>
    /// <param name="number">The number of the set, from 1.</param>
    /// <returns>The bytes, valid until the next call.</returns>
    /// <exception cref="KnowledgeGraphException">The encoded statements do not hold what they should.</exception>
    public ReadOnlySpan<byte> Get(int number)
    {
        int place = number % Places;
        EdgeAttributeEncoding.Writer writer = _writers[place] ??= new EdgeAttributeEncoding.Writer();
        if (_numbers[place] != number)
        {
            attributes.WriteCanonical(number, writer);
            _numbers[place] = number;
        }

        return writer.Written;
    }
}
