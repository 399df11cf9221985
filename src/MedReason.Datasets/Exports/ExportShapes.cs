namespace MedReason.Datasets;

/// <summary>The shapes of a row, format by format.</summary>
/// <remarks>
/// Written from what the formats publish: TRL's dataset formats (conversational; the same form in both columns of prompt and completion), LLaMA-Factory's description of
/// ShareGPT and Alpaca data, OpenAI's guide to supervised fine-tuning and the checks of its cookbook.
/// </remarks>
internal static class ExportShapes
{
    private static readonly JsonShape Message = JsonShape.Object(("role", JsonShape.Text), ("content", JsonShape.Text));

    private static readonly JsonShape Relation = JsonShape.Object(("relation", JsonShape.Text), ("forward", JsonShape.Truth), ("polarity", JsonShape.Text));

    private static readonly JsonShape Path = JsonShape.Object(
        ("score", JsonShape.Fraction),
        ("stance", JsonShape.Text),
        ("option", JsonShape.Text),
        ("nodes", JsonShape.List(JsonShape.Object(("id", JsonShape.Text), ("name", JsonShape.Text), ("type", JsonShape.Text)))),
        ("hops", JsonShape.List(JsonShape.List(Relation))));

    private static readonly JsonShape Claim = JsonShape.Object(("subject", JsonShape.Text), ("relation", JsonShape.Text), ("object", JsonShape.Text), ("polarity", JsonShape.Text));

    private static readonly JsonShape MedReasonRow = JsonShape.Object(
        ("dataset_name", JsonShape.Text),
        ("id_in_dataset", JsonShape.Identity),
        ("question", JsonShape.Text),
        ("answer", JsonShape.Text),
        ("options", JsonShape.Text),
        ("reasoning", JsonShape.Text),
        ("paths", JsonShape.List(Path)),
        ("steps", JsonShape.List(JsonShape.Object(
            ("text", JsonShape.Text), ("paths", JsonShape.List(JsonShape.Integer)), ("claims", JsonShape.List(Claim)), ("background", JsonShape.Truth)))),
        ("conclusion", JsonShape.Object(("answer", JsonShape.Text), ("label", JsonShape.Text), ("model", JsonShape.Text), ("prompt", JsonShape.Text))),
        ("verdict", JsonShape.Object(
            ("status", JsonShape.Text),
            ("findings", JsonShape.List(JsonShape.Object(("code", JsonShape.Text), ("severity", JsonShape.Text), ("step", JsonShape.Integer), ("message", JsonShape.Text)))))),
        ("source", JsonShape.Object(
            ("split", JsonShape.Text), ("role", JsonShape.Text), ("content_hash", JsonShape.Text), ("rationale", JsonShape.Text), ("reference_reasoning", JsonShape.Text))),
        ("provenance", JsonShape.Object(
            ("graph_name", JsonShape.Text),
            ("graph_version", JsonShape.Text),
            ("graph_hash", JsonShape.Text),
            ("mode", JsonShape.Text),
            ("writer_sees", JsonShape.Text),
            ("models", JsonShape.List(JsonShape.Text)),
            ("prompts", JsonShape.List(JsonShape.Object(("name", JsonShape.Text), ("version", JsonShape.Text)))),
            ("package_version", JsonShape.Text))),
        ("usage", JsonShape.Object(("calls", JsonShape.Integer), ("input_tokens", JsonShape.Integer), ("output_tokens", JsonShape.Integer))),
        ("overlaps", JsonShape.List(JsonShape.Object(("benchmark", JsonShape.Text), ("id", JsonShape.Text), ("measure", JsonShape.Text), ("value", JsonShape.Fraction)))));

    private static readonly JsonShape TrlMessages = JsonShape.Object(("messages", JsonShape.List(Message)));

    private static readonly JsonShape TrlPromptCompletion = JsonShape.Object(("prompt", JsonShape.List(Message)), ("completion", JsonShape.List(Message)));

    private static readonly JsonShape ShareGpt = JsonShape.Object(("conversations", JsonShape.List(JsonShape.Object(("from", JsonShape.Text), ("value", JsonShape.Text)))))
        .WithOptional(("system", JsonShape.Text), ("tools", JsonShape.Text));

    private static readonly JsonShape Alpaca = JsonShape.Object(("instruction", JsonShape.Text), ("input", JsonShape.Text), ("output", JsonShape.Text))
        .WithOptional(("system", JsonShape.Text), ("history", JsonShape.List(JsonShape.List(JsonShape.Text))));

    private static readonly JsonShape OpenAI = JsonShape.Object(("messages", JsonShape.List(Message.WithOptional(("name", JsonShape.Text), ("weight", JsonShape.Integer)))));

    public static JsonShape Of(ExportFormat format) => format switch
    {
        ExportFormat.TrlMessages => TrlMessages,
        ExportFormat.TrlPromptCompletion => TrlPromptCompletion,
        ExportFormat.ShareGpt => ShareGpt,
        ExportFormat.Alpaca => Alpaca,
        ExportFormat.OpenAI => OpenAI,
        _ => MedReasonRow,
    };
}
