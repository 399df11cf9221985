using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Reports;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary><c>medreason explain</c>: one question, reasoned about while one watches.</summary>
internal static class ExplainVerb
{
    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> question = new("--question") { Description = "The question.", HelpName = "TEXT", Required = true };
        Option<string[]> option = new("--option") { Description = "An option, label and text; may be given several times.", HelpName = "A=TEXT" };
        Option<string?> answer = new(
            "--answer")
        { Description = "The answer, or the label of the right option. Without it the answer is sought.", HelpName = "TEXT|LABEL" };
        Option<bool> json = new("--json") { Description = "The row that generate writes, instead of text." };
        Option<string?> page = new(
            "--html")
        { Description = "Also a page to read: the evidence drawn, each step's citations lit up. Needs no network.", HelpName = "FILE" };
        var reasoning = new ReasoningVerbOptions();
        var command = new Command("explain", "Explains the answer of a question, or seeks it, step by step.") { kg, question, option, answer, json, page };
        reasoning.AddTo(command);
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            MedicalQuestion asked = Ask(
                parsed.GetRequiredValue(question), parsed.GetValue(option) ?? [], parsed.GetValue(answer), reasoning.ReadLanguage(parsed));
            ReplyOptions replies = reasoning.ReadReplies(parsed);
            using IChatClient? client = reasoning.CreateClient(parsed);
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            IChatClient? model = client is null ? null : replies.Apply(client);
            using EmbeddedGraph embedded = await reasoning.EmbedAsync(parsed, graph, cancellationToken).ConfigureAwait(false);
            RunOptions options = reasoning.Read(parsed, asked.Answer is null ? ReasoningMode.Answer : ReasoningMode.Explain);
            ReasoningPipeline pipeline = await ReasoningStages.CreateAsync(
                embedded.Graph,
                options,
                model,
                reasoning.ToJudge(parsed, model),
                reasoning.ReadProfile(parsed),
                reasoning.ReadExtractor(parsed),
                cancellationToken).ConfigureAwait(false);
            ReasoningResult result = await pipeline.RunAsync(asked, null, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(page) is string file)
            {
                KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
                await DataOutput.WriteFileAsync(file, ResultPage.Render(result, metadata), console, cancellationToken).ConfigureAwait(false);
            }

            await DataOutput.WriteAsync(
                null,
                output =>
                {
                    if (parsed.GetValue(json))
                    {
                        var id = new RowId { Text = asked.Id };
                        var row = new QuestionRow
                        {
                            Question = asked,
                            Id = id,
                            File = "--question",
                            Line = 1,
                            Flags = [],
                            ContentHash = string.Empty,
                            Role = SourceRole.Train
                        };
                        output.WriteLine(ReasoningRow.ToUtf8(row, result));
                    }
                    else
                    {
                        WriteText(output, result);
                    }
                },
                console,
                cancellationToken).ConfigureAwait(false);

            return ExitCodes.Done;
        });
        return command;
    }

    private static MedicalQuestion Ask(string text, IReadOnlyList<string> optionTexts, string? answer, LanguageProfile language)
    {
        var options = new List<AnswerOption>();
        foreach (string optionText in optionTexts)
        {
            int equals = optionText.IndexOf('=', StringComparison.Ordinal);
            string label = equals < 0 ? string.Empty : optionText[..equals].Trim();
            if (label.Length == 0 || options.Exists(option => option.Label == label))
            {
                throw new UsageException("--option takes a unique label and a text, such as A=Metformin");
            }

            options.Add(new AnswerOption { Label = label, Text = optionText[(equals + 1)..].Trim() });
        }

        AnswerOption? right = null;
        if (answer is not null && options.Count > 0)
        {
            string trimmed = answer.Trim();
            right = options.Find(option => option.Label == trimmed)
                ?? options.Find(option => string.Equals(option.Text, trimmed, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException("--answer takes the label or the text of one of the options");
        }

        return new MedicalQuestion
        {
            Id = "question",
            Text = text,
            Options = options,
            Ask = QuestionWording.DetectAsk(text, language),
            Seeks = QuestionWording.DetectSeeks(text, language),
            Answer = right?.Text ?? answer,
            AnswerLabel = right?.Label,
        };
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static void WriteText(DataOutput output, ReasoningResult result)
    {
        if (result.Chain is not null)
        {
            output.WriteLine(result.Chain.Text);
            output.WriteLine(string.Empty);
        }

        WriteReferences(output, result.Chain?.Evidence.References ?? []);
        WriteLinks(output, result.Links);
        string reason = result.Reason is null ? string.Empty : $" ({result.Reason} at {result.FailedStage}): {result.Detail}";
        output.WriteLine($"Outcome: {result.Outcome.ToString().ToLowerInvariant()}{reason}");
        if (result.Evidence is { Grade: { } grade, Intent: { } intent })
        {
            string cue = intent.Cue is null ? string.Empty : $", by the words \"{intent.Cue}\"";
            output.WriteLine($"Evidence: {Name(grade)}; asked for: {Name(intent.Intent)}{cue}");
        }

        if (result.Verdict?.Measures is { } measures)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Claims in the graph: {measures.ClaimPrecision:P0} of {measures.ClaimCount}; grounded steps: {measures.GroundedStepShare:P0} of "
                    + $"{measures.StepCount}"));
        }

        foreach (VerificationFinding finding in result.Verdict?.Findings ?? [])
        {
            output.WriteLine(
                $"- {finding.Severity.ToString().ToLowerInvariant()} {finding.Code}{(finding.Step is int step ? $" (step {step + 1})" : string.Empty)}: "
                + $"{finding.Message}");
        }
    }

    private static void WriteLinks(DataOutput output, IReadOnlyList<EntityLink> links)
    {
        if (links.Count == 0)
        {
            return;
        }

        output.WriteLine("Entities:");
        foreach (EntityLink link in links)
        {
            string where = link.Mention.OptionLabel is { } label ? $"option {label}" : link.Mention.Role.ToString().ToLowerInvariant();
            string relation = link.Relation is { } known ? ", " + known.ToString().ToLowerInvariant() : string.Empty;
            string coverage = link.Coverage is { } share ? string.Create(CultureInfo.InvariantCulture, $", covers {share:0.##}") : string.Empty;
            string facts = string.Create(CultureInfo.InvariantCulture, $"{relation}{coverage}, score {link.Score:0.##}");
            string node = link.Node is { } found ? $"{found.Name} ({found.Type}, {found.Id}; {link.Method}{facts})" : $"no node ({link.NilReason}{facts})";
            string derived = link.Mention.Derived is { } finding ? $", derived: {finding}" : string.Empty;
            output.WriteLine($"- {where}: {link.Mention.Text} -> {node}{derived}");
        }

        output.WriteLine(string.Empty);
    }

    private static void WriteReferences(DataOutput output, IReadOnlyList<KgEdge> references)
    {
        if (references.Count == 0)
        {
            return;
        }

        output.WriteLine("References:");
        foreach (KgEdge edge in references)
        {
            foreach (string statement in edge.Attributes.Select(PathWording.Reference).Where(static text => text.Length > 0))
            {
                output.WriteLine($"- {edge.Source} {edge.Relation} {edge.Target}: {statement}");
            }
        }

        output.WriteLine(string.Empty);
    }
}
