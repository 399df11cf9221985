using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MedReason.Datasets;

/// <summary>Writes a result as the JSON line that runs keep and exports start from.</summary>
/// <remarks>
/// The fields of the published dataset come first (<c>dataset_name, id_in_dataset, question, answer, options, reasoning</c>; options as the published
/// string), then <c>links, paths, references, steps, conclusion, contrast, intent, grade, statement, p_value, contested_by, verdict, outcome, stage,
/// reason, detail, fallbacks, flags, source, provenance, usage, chain_effect</c>. Every row holds every field, except <c>references</c>, which only a
/// graph with attributes gives, <c>statement</c>, which only a yes/no question has, and <c>fallbacks</c>, which names the stages that took their local
/// decision because a model gave them none, with the reason; what a stage did not reach, or a question was not drawn for, is null or an empty array. No
/// clock, duration or machine is written.
/// </remarks>
public static class ReasoningRow
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the row of a result, without a line break.</summary>
    /// <param name="row">The question as it was read.</param>
    /// <param name="result">What became of it.</param>
    /// <returns>UTF-8 bytes.</returns>
    public static byte[] ToUtf8(QuestionRow row, ReasoningResult result)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(result);
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, WriterOptions))
        {
            Write(writer, row, result);
        }

        return memory.ToArray();
    }

    /// <summary>Gets the options as the published dataset writes them: a heading and a line for each; the empty string when there are none.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The string.</returns>
    public static string PublishedOptions(IReadOnlyList<AnswerOption> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Count == 0)
        {
            return string.Empty;
        }

        var builder = new StringBuilder("Answer Choices:");
        foreach (AnswerOption option in options)
        {
            builder.Append('\n').Append(option.Label).Append(". ").Append(option.Text);
        }

        return builder.ToString();
    }

    private static void Write(Utf8JsonWriter writer, QuestionRow row, ReasoningResult result)
    {
        MedicalQuestion question = row.Question;
        writer.WriteStartObject();
        writer.WriteString("dataset_name", question.Dataset);
        row.Id.Write(writer, "id_in_dataset");
        writer.WriteString("question", question.Text);
        writer.WriteString("answer", question.Answer);
        writer.WriteString("options", PublishedOptions(question.Options));
        writer.WriteString("reasoning", result.Chain?.Text ?? string.Empty);
        WriteLinks(writer, result.Links);
        WritePaths(writer, result);
        if ((result.Chain?.Evidence ?? result.Evidence) is { References.Count: > 0 } evidence)
        {
            WriteValue(writer, "references", evidence.References);
        }

        WriteSteps(writer, result.Chain);
        WriteConclusion(writer, result.Chain);
        WriteValue(writer, "contrast", result.Evidence?.Contrast ?? []);
        WriteValue(writer, "intent", result.Evidence?.Intent);
        WriteValue(writer, "grade", result.Evidence?.Grade);
        if (result.Evidence?.Statement is { } statement)
        {
            WriteValue(writer, "statement", statement);
        }

        WriteNumber(writer, "p_value", result.Evidence?.PValue);
        writer.WriteString("contested_by", result.Evidence?.ContestedBy);
        WriteValue(writer, "verdict", result.Verdict);
        writer.WriteString("outcome", OutcomeName(result.Outcome));
        writer.WriteString("stage", result.FailedStage);
        writer.WriteString("reason", result.Reason);
        writer.WriteString("detail", result.Detail);
        WriteFallbacks(writer, result.Fallbacks);
        writer.WriteStartArray("flags");
        foreach (string flag in row.Flags)
        {
            writer.WriteStringValue(flag);
        }

        writer.WriteEndArray();
        WriteSource(writer, row);
        WriteValue(writer, "provenance", result.Provenance);
        WriteValue(writer, "usage", result.Usage);
        WriteValue(writer, "chain_effect", result.ChainEffect);
        writer.WriteEndObject();
    }

    private static void WriteFallbacks(Utf8JsonWriter writer, IReadOnlyList<StageFallback> fallbacks)
    {
        if (fallbacks.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("fallbacks");
        foreach (StageFallback fallback in fallbacks)
        {
            writer.WriteStartObject();
            writer.WriteString("stage", fallback.Stage);
            writer.WriteString("reason", fallback.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // What training data is made of beside the chain, and by what repeats of an item are found, so that the bank is not needed again.
    private static void WriteSource(Utf8JsonWriter writer, QuestionRow row)
    {
        MedicalQuestion question = row.Question;
        writer.WriteStartObject("source");
        writer.WriteString("split", question.Split);
        writer.WriteString("role", SourceRoles.NameOf(row.Role));
        writer.WriteString("content_hash", row.ContentHash);
        if (row.Index is { } index)
        {
            // What the published dataset calls id_in_dataset.
            writer.WriteNumber("index", index);
        }

        writer.WriteString("published_answer", PublishedAnswer.Of(question));
        writer.WriteString("rationale", question.Rationale);
        writer.WriteString("reference_reasoning", question.ReferenceReasoning);
        writer.WriteEndObject();
    }

    // What the chain starts from and ends at, and how sure that is.
    private static void WriteLinks(Utf8JsonWriter writer, IReadOnlyList<EntityLink> links)
    {
        writer.WriteStartArray("links");
        foreach (EntityLink link in links)
        {
            writer.WriteStartObject();
            WriteValue(writer, "role", link.Mention.Role);
            writer.WriteString("option", link.Mention.OptionLabel);
            writer.WriteString("text", link.Mention.Text);
            writer.WriteNumber("start", link.Mention.Start);
            writer.WriteNumber("end", link.Mention.End);
            WriteValue(writer, "assertion", link.Mention.Assertion);
            writer.WriteString("node", link.Node?.Id.Value);
            writer.WriteString("name", link.Node?.Name);
            writer.WriteString("type", link.Node?.Type.Value);
            writer.WriteString("method", link.Method);
            writer.WriteNumber("score", link.Score);
            WriteValue(writer, "relation", link.Relation);
            WriteValue(writer, "coverage", link.Coverage);
            WriteValue(writer, "nil", link.NilReason);
            if (link.Mention.Derived is { } derived)
            {
                WriteValue(writer, "derived", derived);
            }

            writer.WriteStartArray("twins");
            foreach (NodeId twin in link.Twins)
            {
                writer.WriteStringValue(twin.Value);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // A step cites paths by their index, so the row holds every path that was offered.
    private static void WritePaths(Utf8JsonWriter writer, ReasoningResult result)
    {
        writer.WriteStartArray("paths");
        foreach (EvidencePath evidence in (result.Chain?.Evidence ?? result.Evidence)?.Paths ?? [])
        {
            writer.WriteStartObject();
            writer.WriteNumber("score", evidence.Score);
            MedReasonJsonUtilities.WriteMembers(writer, evidence.Path);
            writer.WriteString("stance", evidence.Stance == EvidenceStance.Opposes ? "opposes" : "supports");
            writer.WriteString("option", evidence.OptionLabel);
            writer.WriteBoolean("stated_fact", evidence.IsStatedFact);
            writer.WriteString("argument", evidence.Argument);
            writer.WriteBoolean("from_rationale", evidence.IsFromRationale);
            if (evidence.PValue is double p)
            {
                writer.WriteNumber("p_value", p);
            }
            else
            {
                writer.WriteNull("p_value");
            }

            WriteValue(writer, "parts", evidence.Parts);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteSteps(Utf8JsonWriter writer, ReasoningChain? chain)
    {
        writer.WriteStartArray("steps");
        foreach (ChainStep step in chain?.Steps ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("text", step.Text);
            writer.WriteStartArray("paths");
            foreach (int index in step.PathIndexes)
            {
                writer.WriteNumberValue(index);
            }

            writer.WriteEndArray();
            WriteValue(writer, "claims", step.Claims);
            writer.WriteBoolean("background", step.IsBackground);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteConclusion(Utf8JsonWriter writer, ReasoningChain? chain)
    {
        if (chain is null)
        {
            writer.WriteNull("conclusion");
            return;
        }

        writer.WriteStartObject("conclusion");
        writer.WriteString("answer", chain.Answer);
        writer.WriteString("label", chain.AnswerLabel);
        writer.WriteString("model", chain.ModelId);
        writer.WriteString("prompt", chain.PromptVersion);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteValue<T>(Utf8JsonWriter writer, string name, T? value)
    {
        writer.WritePropertyName(name);
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            JsonSerializer.Serialize(writer, value, (JsonTypeInfo<T>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T)));
        }
    }

    /// <summary>Gets the value of <c>outcome</c> in a row.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns><c>accepted</c>, <c>rejected</c> or <c>failed</c>.</returns>
    public static string OutcomeName(ReasoningOutcome outcome) => outcome switch
    {
        ReasoningOutcome.Accepted => "accepted",
        ReasoningOutcome.Rejected => "rejected",
        _ => "failed",
    };
}
