namespace MedReason.Mechanisms;

/// <summary>The walks from one node to another by the sign of their effect.</summary>
/// <param name="Raising">Walks by which more of the first is more of the last.</param>
/// <param name="Lowering">Walks by which it is less.</param>
/// <param name="Unsigned">Walks of which no step has a sign.</param>
internal readonly record struct MechanismBalance(double Raising, double Lowering, double Unsigned)
{
    /// <summary>Gets -1 where every signed walk raises, 1 where every one lowers; 0 where they are equal or there is none.</summary>
    public double Lean => Raising + Lowering > 0 ? (Lowering - Raising) / (Raising + Lowering) : 0;

    /// <summary>Gets the lean when the effect that enters the walks has a sign, which walks without one pass on.</summary>
    public double PassedLean => new MechanismBalance(Raising + Unsigned, Lowering, 0).Lean;
}
