namespace MedReason;

/// <summary>One hop of an argument: what its relation means, and in which direction it is walked.</summary>
/// <param name="Meaning">The meaning.</param>
/// <param name="IsForward">Whether the hop runs with the meaning, such as from disease to finding for <c>presents</c>; null for either direction.</param>
public readonly record struct ArgumentStep(RelationMeaning Meaning, bool? IsForward)
{
    /// <summary>Returns the step as the table writes it.</summary>
    /// <returns><c>presents&gt;</c>, <c>presents&lt;</c> for the reverse, or <c>associated</c> for either direction.</returns>
    public override string ToString() => Meaning.Value + IsForward switch { true => ">", false => "<", null => string.Empty };
}
