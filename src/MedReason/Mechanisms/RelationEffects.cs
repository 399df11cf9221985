using System.Collections.Frozen;
using MedReason.Graph;
using MedReason.Verification;

namespace MedReason.Mechanisms;

/// <summary>What more of a relation's source does to its target, by the relation's meaning and the words of its phrases. Immutable.</summary>
internal sealed class RelationEffects
{
    private static readonly GraphCache<KnowledgeGraphMetadata, RelationEffects> Cache = new();
    private readonly FrozenDictionary<RelationType, MechanismEffect?> _effects;

    private RelationEffects(KnowledgeGraphMetadata metadata) =>
        _effects = metadata.Relations.ToFrozenDictionary(static relation => relation.Relation, Read);

    /// <summary>Returns the effects of a graph's relations, read at the first call.</summary>
    public static RelationEffects For(KnowledgeGraphMetadata metadata) => Cache.Get(metadata, static key => new RelationEffects(key));

    /// <summary>Returns the effect of a relation, of a built-in vocabulary or by its name where the graph does not describe it.</summary>
    /// <returns>Null for what is denied or warned of, and for likeness, on which no mechanism rests.</returns>
    public MechanismEffect? Of(RelationType relation) =>
        _effects.TryGetValue(relation, out MechanismEffect? effect) ? effect : Read(new RelationResolver().Resolve(relation));

    private static MechanismEffect? Read(RelationInfo relation)
    {
        // What is like a drug that works need not work.
        if (relation.Polarity != Polarity.Affirmed || relation.Meaning == RelationMeaning.Resembles)
        {
            return null;
        }

        if (relation.Meaning == RelationMeaning.Treats || relation.Meaning == RelationMeaning.Prevents || relation.Meaning == RelationMeaning.Palliates)
        {
            return MechanismEffect.Lowers;
        }

        RelationSense senses = RelationReader.ReadSenses(relation);
        bool isRaising = senses.HasFlag(RelationSense.Raises);
        if (isRaising != senses.HasFlag(RelationSense.Lowers))
        {
            // More degradation of something is less of it.
            return isRaising != senses.HasFlag(RelationSense.Metabolizes) ? MechanismEffect.Raises : MechanismEffect.Lowers;
        }

        if (relation.Meaning == RelationMeaning.Causes || senses.HasFlag(RelationSense.Causes))
        {
            return MechanismEffect.Raises;
        }

        return (senses & (RelationSense.Treats | RelationSense.Prevents)) != RelationSense.None ? MechanismEffect.Lowers : MechanismEffect.Keeps;
    }
}
