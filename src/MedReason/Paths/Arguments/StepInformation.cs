namespace MedReason.Paths;

/// <summary>How much a step narrows down what could be at its other end.</summary>
/// <param name="Bits">The information in bits.</param>
/// <param name="FullBits">The information, in bits, that would single out one of all ends.</param>
internal readonly record struct StepInformation(double Bits, double FullBits)
{
    /// <summary>Gets the share of what would single out one end, 0 to 1; independent of the size of the graph.</summary>
    public double Share => FullBits > 0 ? Bits / FullBits : 0;
}
