namespace MedReason.Tests;

/// <summary>The ways in which a chain is broken.</summary>
internal enum CorruptionKind
{
    RelationReplaced,
    DirectionTurned,
    PolarityChanged,
    EntitySwapped,
    OtherQuestionsPath,
    StepOrderBroken,
    OtherConclusion,
    AnswerLeaked,
    AbsentFindingAsserted,
    EntityInvented,
}
