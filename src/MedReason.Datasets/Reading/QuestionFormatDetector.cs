using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Tells a bank's format by the members of its first entry. For comparing only: what a generation reads is always named.</summary>
internal static class QuestionFormatDetector
{
    public static async Task<QuestionFormat> DetectAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(path, cancellationToken).ConfigureAwait(false))
            {
                return Find(line.Root) ?? throw Unknown(path);
            }
        }
        catch (InputFormatException exception) when (exception.Line is not null)
        {
            // Not a line an object: one array or object over many lines.
            await foreach (JsonLine entry in JsonEntries.ReadAsync(path, cancellationToken).ConfigureAwait(false))
            {
                return Find(entry.Root) ?? throw Unknown(path);
            }
        }

        throw Unknown(path);
    }

    private static InputFormatException Unknown(string path) => new("expected a bank whose format its first entry shows, found another: name the format") { File = path };

    private static QuestionFormat? Find(JsonElement root)
    {
        return Has("opa") && Has("cop") ? QuestionFormat.MedMcqa
            : Has("problem_text") ? QuestionFormat.Mmlu
            : Has("QUESTION") && Has("CONTEXTS") ? QuestionFormat.PubMedQa
            : Has("Complex_CoT") ? QuestionFormat.Huatuo
            : Has("idx") && Has("answer_idx") ? QuestionFormat.Hle
            : Has("options") && Has("label") ? QuestionFormat.MedXpertQa
            : Has("options") && Has("answer_idx") ? QuestionFormat.MedQa
            : Has("id") && Has("question") ? QuestionFormat.Generic
            : root.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.Object) && root.EnumerateObject().Any() ? QuestionFormat.PubMedQa
            : null;

        bool Has(string name) => root.TryGetProperty(name, out _);
    }
}
