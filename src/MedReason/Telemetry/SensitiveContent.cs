using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace MedReason.Telemetry;

/// <summary>Puts text on spans and into the log, where <see cref="RunOptions.EnableSensitiveData"/> asks for it. Nothing else of the pipeline does.</summary>
internal static class SensitiveContent
{
    internal const string QuestionIdTag = "medreason.question.id";
    internal const string QuestionTextTag = "medreason.question.text";
    internal const string QuestionContextTag = "medreason.question.context";
    internal const string QuestionOptionsTag = "medreason.question.options";
    internal const string QuestionAnswerTag = "medreason.question.answer";
    internal const string QuestionRationaleTag = "medreason.question.rationale";
    internal const string DetailTag = "medreason.detail";
    internal const string StageContentTag = "medreason.stage.content";
    internal const string RawTextTag = "medreason.reply.raw_text";

    /// <summary>Writes the question, as it was given.</summary>
    public static void WriteQuestion(Activity? activity, ILogger logger, MedicalQuestion question)
    {
        PipelineLog.QuestionBegins(logger, question.Text);
        activity?.SetTag(QuestionIdTag, question.Id);
        activity?.SetTag(QuestionTextTag, question.Text);
        activity?.SetTag(QuestionContextTag, question.Context);
        activity?.SetTag(QuestionOptionsTag, question.Options.Select(option => $"{option.Label}: {option.Text}").ToArray());
        activity?.SetTag(QuestionAnswerTag, question.Answer ?? question.AnswerLabel);
        activity?.SetTag(QuestionRationaleTag, question.Rationale);
    }

    /// <summary>Writes the result of a stage.</summary>
    public static void WriteStage(Activity? activity, ILogger logger, string stage, object result)
    {
        if (activity is null && !logger.IsEnabled(LogLevel.Debug))
        {
            return;
        }

        string[] content = Describe(result);
        if (content.Length > 0)
        {
            activity?.SetTag(StageContentTag, content);
            string joined = string.Join("; ", content);
            PipelineLog.StageGave(logger, stage, joined);
        }
    }

    /// <summary>Writes the reply that a stage could not use.</summary>
    public static void WriteFailure(Activity? activity, ILogger logger, string stage, Exception exception)
    {
        if (exception is ModelOutputException { RawText: { } rawText })
        {
            activity?.SetTag(RawTextTag, rawText);
            PipelineLog.ReplyUnusable(logger, stage, rawText);
        }
    }

    private static string[] Describe(object result) => result switch
    {
        IReadOnlyList<EntityMention> mentions => [.. mentions.Select(mention => $"{mention.Role} {mention.OptionLabel}: {mention.Text}")],
        IReadOnlyList<EntityLink> links =>
            [.. links.Select(link => $"{link.Mention.Text} -> {(link.Node is { } node ? $"{node.Name} [{node.Id}]" : "nothing")}")],
        EvidenceSet evidence => [.. evidence.Paths.Select(path => string.Join(" - ", path.Path.Nodes.Select(node => node.Name)))],
        ReasoningChain chain => [chain.Text],
        ChainVerdict verdict => [.. verdict.Findings.Select(finding => $"{finding.Code}: {finding.Message}")],
        _ => [],
    };
}
