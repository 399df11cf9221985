using MedReason.Questions;

namespace MedReason.Pipeline;

/// <summary>The entities of the known answer. Immutable.</summary>
/// <param name="Nodes">The nodes; empty when the graph has none of them, and in answer mode.</param>
/// <param name="AreFromRationale">Whether they are those of the rationale, in place of an answer that names none.</param>
internal sealed record AnswerEntities(IReadOnlyList<NodeId> Nodes, bool AreFromRationale)
{
    /// <summary>Chooses the entities of the option that is the answer, else of the answer's text, else of the rationale.</summary>
    /// <param name="known">The question with its answer.</param>
    /// <param name="entities">Its entities.</param>
    /// <param name="options">The mode, and whether the rationale may be used.</param>
    public static AnswerEntities Choose(MedicalQuestion known, QuestionEntities entities, RunOptions options)
    {
        if (options.Mode == ReasoningMode.Answer)
        {
            return new AnswerEntities([], false);
        }

        IReadOnlyList<NodeId> answer = entities.OfOption(known.AnswerLabel);
        answer = answer.Count > 0 ? answer : entities.Answer;
        return answer.Count > 0 || !options.UseRationale
            ? new AnswerEntities(answer, false)
            : new AnswerEntities(entities.Rationale, entities.Rationale.Count > 0);
    }
}
