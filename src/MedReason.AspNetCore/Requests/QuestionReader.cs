using System.Text.Json;

namespace MedReason.AspNetCore.Requests;

/// <summary>Reads a question that is to be explained or answered.</summary>
/// <param name="options">What is accepted.</param>
/// <param name="language">The language of the questions.</param>
internal sealed class QuestionReader(MedReasonEndpointOptions options, LanguageProfile language)
{
    private static readonly string[] Names = ["question", "options", "answer", "context", "ask", "seeks", "mode"];

    private static readonly (string Name, QuestionAsk Value)[] Asks = [("affirm", QuestionAsk.Affirm), ("except", QuestionAsk.Except)];

    private static readonly (string Name, Polarity Value)[] Polarities =
        [("affirmed", Polarity.Affirmed), ("absent", Polarity.Absent), ("contraindicated", Polarity.Contraindicated)];

    private static readonly (string Name, ReasoningMode Value)[] Modes = [("explain", ReasoningMode.Explain), ("answer", ReasoningMode.Answer)];

    /// <summary>Reads a body. Without a mode, a question whose answer is given is explained, and another one answered.</summary>
    /// <exception cref="RequestFault">A member is wrong.</exception>
    public AskedQuestion Read(JsonElement root)
    {
        JsonElement?[] members = JsonFields.Members(root, "body", Names);
        var fields = new JsonFields(options.MaxTextLength);
        ReasoningMode mode = JsonFields.Choice(members[6], Names[6], Modes) ?? (members[2] is null ? ReasoningMode.Answer : ReasoningMode.Explain);
        bool isExplained = mode == ReasoningMode.Explain;
        MedicalQuestion question = new QuestionFields(fields, language)
            .Read("question", string.Empty, members[0], members[1], members[2], members[3], isExplained);
        if (!isExplained && question.Options.Count == 0)
        {
            throw new RequestFault(
                members[6] is null ? Names[2] : Names[1], members[6] is null
                    ? "expected the answer, or options to choose from, found neither"
                    : "expected options to choose from, found none");
        }

        question = question with
        {
            Ask = JsonFields.Choice(members[4], Names[4], Asks) ?? question.Ask,
            Seeks = JsonFields.Choice(members[5], Names[5], Polarities) ?? question.Seeks,
        };
        return new AskedQuestion(question, mode);
    }
}
