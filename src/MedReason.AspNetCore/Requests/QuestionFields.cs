using System.Globalization;
using System.Text.Json;

namespace MedReason.AspNetCore.Requests;

/// <summary>Reads the members of a question, the same wherever one stands.</summary>
/// <param name="fields">Reads values.</param>
/// <param name="language">The language of the questions.</param>
internal sealed class QuestionFields(JsonFields fields, LanguageProfile language)
{
    private const int MaxOptions = 64;

    private static readonly string[] OptionNames = ["label", "text"];

    /// <summary>Makes a question of its members, with what its wording asks for.</summary>
    /// <param name="id">The identity.</param>
    /// <param name="path">The path of the object that the members stand in; empty for the body.</param>
    /// <param name="text">The question.</param>
    /// <param name="options">The options; null when there are none.</param>
    /// <param name="answer">The answer; null when it is unknown.</param>
    /// <param name="context">The context; null when there is none.</param>
    /// <param name="isAnswerRequired">Whether the answer has to be there, and has to name one of the options.</param>
    /// <exception cref="RequestFault">A member is wrong.</exception>
    public MedicalQuestion Read(
        string id, string path, JsonElement? text, JsonElement? options, JsonElement? answer, JsonElement? context, bool isAnswerRequired)
    {
        string words = fields.Words(text, JsonFields.Join(path, "question"));
        string answerPath = JsonFields.Join(path, "answer");
        var question = new MedicalQuestion
        {
            Id = id,
            Text = words,
            Options = options is { } given ? ReadOptions(given, JsonFields.Join(path, "options")) : [],
            Answer = answer is null && !isAnswerRequired ? null : fields.Words(answer, answerPath),
            Context = context is { } about ? fields.Text(about, JsonFields.Join(path, "context")) : null,
            Ask = QuestionWording.DetectAsk(words, language),
            Seeks = QuestionWording.DetectSeeks(words, language),
        };
        return ResolveAnswer(question, answerPath, isAnswerRequired);
    }

    /// <summary>Gets the path of an entry of an array.</summary>
    public static string Index(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    // An answer that names none of the options could never be concluded, and every completion would earn nothing for it without a word.
    private static MedicalQuestion ResolveAnswer(MedicalQuestion question, string path, bool isAnswerRequired)
    {
        MedicalQuestion resolved = ForeignChainReader.ResolveAnswer(question);
        return isAnswerRequired && resolved.Options.Count > 0 && resolved.AnswerLabel is null
            ? throw new RequestFault(path, "expected the label or the text of one of the options, found neither")
            : resolved;
    }

    private AnswerOption[] ReadOptions(JsonElement given, string path)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<AnswerOption>();
        if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in given.EnumerateObject())
            {
                string at = Index(path, found.Count);
                Add(fields.Name(member, at), fields.Words(member.Value, at), at);
            }
        }
        else if (given.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement option in given.EnumerateArray())
            {
                string at = Index(path, found.Count);
                JsonElement?[] members = JsonFields.Members(option, at, OptionNames);
                Add(fields.Words(members[0], JsonFields.Join(at, OptionNames[0])), fields.Words(members[1], JsonFields.Join(at, OptionNames[1])), at);
            }
        }
        else
        {
            throw new RequestFault(path, $"expected an object of labels and texts or an array, found {JsonFields.NameOf(given.ValueKind)}");
        }

        return [.. found];

        void Add(string label, string text, string at)
        {
            if (found.Count == MaxOptions)
            {
                throw new RequestFault(path, string.Create(CultureInfo.InvariantCulture, $"expected at most {MaxOptions} options, found more"));
            }

            if (!labels.Add(label))
            {
                throw new RequestFault(at, "expected a label of its own, found that of another option");
            }

            found.Add(new AnswerOption { Label = label, Text = text });
        }
    }
}
