namespace MedReason.Mechanisms;

/// <summary>An edge as a mechanism walks it, its ends as keys of a <see cref="MechanismSpace"/>.</summary>
/// <param name="Source">Where it starts.</param>
/// <param name="Target">Where it ends.</param>
/// <param name="Relation">What it states.</param>
/// <param name="Effect">What more of its source does to its target.</param>
internal readonly record struct MechanismStep(int Source, int Target, RelationType Relation, MechanismEffect Effect)
{
    /// <summary>Gets 1 or -1; an effect passes an edge without a sign as it is.</summary>
    public int Sign => Effect == MechanismEffect.Lowers ? -1 : 1;
}
