using static MedReason.Datasets.JsonShape;

namespace MedReason.Datasets;

/// <summary>The shapes of a row, format by format.</summary>
/// <remarks>
/// Written from what the formats publish: TRL's dataset formats (conversational; the same form in both columns of prompt and completion), LLaMA-Factory's
/// description of ShareGPT and Alpaca data, OpenAI's guide to supervised fine-tuning and the checks of its cookbook.
/// </remarks>
internal static class ExportShapes
{
    private static readonly JsonShape Message = Object(("role", TextValue), ("content", TextValue));

    private static readonly JsonShape Relation = Object(("relation", TextValue), ("forward", Truth), ("polarity", TextValue));

    private static readonly JsonShape Path = Object(
        ("score", Fraction), ("stance", TextValue), ("option", TextValue),
        ("nodes", List(Object(("id", TextValue), ("name", TextValue), ("type", TextValue)))),
        ("hops", List(List(Relation))));

    private static readonly JsonShape Claim = Object(("subject", TextValue), ("relation", TextValue), ("object", TextValue), ("polarity", TextValue));

    private static readonly JsonShape Statement = Object(
        ("sources", List(TextValue)), ("publications", List(TextValue)), ("evidence_codes", List(TextValue)), ("frequency", TextValue),
        ("onset", TextValue), ("sex", TextValue), ("confidence", TextValue),
        ("additional", List(Object(("name", TextValue), ("value", TextValue)))));

    private static readonly JsonShape Reference = Object(
        ("source", TextValue), ("relation", TextValue), ("target", TextValue), ("attributes", List(Statement)));

    private static readonly JsonShape MedReasonRow = Object(
        ("dataset_name", TextValue), ("id_in_dataset", Identity),
        ("question", TextValue), ("answer", TextValue), ("options", TextValue), ("reasoning", TextValue),
        ("paths", List(Path)),
        ("references", List(Reference)),
        ("steps", List(Object(
            ("text", TextValue), ("paths", List(Integer)), ("claims", List(Claim)), ("background", Truth)))),
        ("conclusion", Object(("answer", TextValue), ("label", TextValue), ("model", TextValue), ("prompt", TextValue))),
        ("verdict", Object(
            ("status", TextValue),
            ("findings", List(Object(("code", TextValue), ("severity", TextValue), ("step", Integer), ("message", TextValue)))))),
        ("source", Object(
            ("split", TextValue), ("role", TextValue), ("content_hash", TextValue), ("rationale", TextValue), ("reference_reasoning", TextValue))),
        ("provenance", Object(
            ("graph_name", TextValue), ("graph_version", TextValue), ("graph_hash", TextValue), ("mode", TextValue), ("writer_sees", TextValue),
            ("models", List(TextValue)),
            ("prompts", List(Object(("name", TextValue), ("version", TextValue)))),
            ("package_version", TextValue))),
        ("usage", Object(("calls", Integer), ("input_tokens", Integer), ("output_tokens", Integer))),
        ("overlaps", List(Object(("benchmark", TextValue), ("id", TextValue), ("measure", TextValue), ("value", Fraction)))));

    private static readonly JsonShape TrlMessages = Object(("messages", List(Message)));

    private static readonly JsonShape TrlPromptCompletion = Object(("prompt", List(Message)), ("completion", List(Message)));

    private static readonly JsonShape ShareGpt = Object(("conversations", List(Object(("from", TextValue), ("value", TextValue)))))
        .WithOptional(("system", TextValue), ("tools", TextValue));

    private static readonly JsonShape Alpaca = Object(("instruction", TextValue), ("input", TextValue), ("output", TextValue))
        .WithOptional(("system", TextValue), ("history", List(List(TextValue))));

    private static readonly JsonShape OpenAI = Object(("messages", List(Message.WithOptional(("name", TextValue), ("weight", Integer)))));

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
