using System.Text.Json;

namespace MedReason.Evaluation;

/// <summary>A question of a benchmark with the result of every run that asked it. Immutable.</summary>
public sealed class ComparedItem
{
    private readonly IReadOnlyList<(EvaluatedRun Run, EvaluationRow Row)> _rows;

    internal ComparedItem(string benchmark, string id, IReadOnlyList<(EvaluatedRun Run, EvaluationRow Row)> rows)
    {
        Benchmark = benchmark;
        Id = id;
        _rows = rows;
    }

    /// <summary>Gets the name of the question bank.</summary>
    public string Benchmark { get; }

    /// <summary>Gets the id of the question in its bank.</summary>
    public string Id { get; }

    /// <summary>Writes the item as a JSON object: the question's facts and, for each run, its outcome, answer and correctness.</summary>
    /// <param name="writer">The writer.</param>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        EvaluationRow first = _rows[0].Row;
        writer.WriteStartObject();
        writer.WriteString("benchmark", Benchmark);
        writer.WriteString("id", Id);
        writer.WriteString("subject", first.Subject);
        writer.WriteString("cluster", first.Cluster);
        writer.WriteBoolean("contaminated", _rows.Any(entry => entry.Row.IsContaminated));
        writer.WriteString("answer_idx", first.RightLabel);
        writer.WriteStartArray("runs");
        foreach ((EvaluatedRun run, EvaluationRow row) in _rows)
        {
            writer.WriteStartObject();
            writer.WriteString("name", run.Name);
            writer.WriteString("outcome", row.Outcome);
            writer.WriteString("reason", row.Reason);
            writer.WriteString("label", row.Answer?.Label);
            writer.WriteString("status", row.Answer is null ? null : AnswerRow.StatusName(row.Answer.Status));
            writer.WriteString("method", row.Answer?.Method);
            writer.WriteBoolean("correct", row.IsCorrect);
            writer.WriteBoolean("published_first_correct", row.IsFirstMatchRight);
            writer.WriteBoolean("published_last_correct", row.IsLastMatchRight);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
