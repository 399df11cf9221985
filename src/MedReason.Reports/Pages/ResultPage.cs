using System.Globalization;
using MedReason.Shared;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>The page of one result: question, reasoning, evidence, options compared, verdict, provenance.</summary>
public sealed class ResultPage
{
    private const int TitleLength = 70;

    // What leaves room for steps below it on a common screen, so that it may stay in view while they are read.
    private const double LowDrawing = 330;

    private const string Good = "badge good";
    private const string Warn = "badge warn";
    private const string Bad = "badge bad";

    private readonly ReasoningResult _result;
    private readonly PathWording _wording;
    private readonly Dictionary<RelationType, RelationInfo> _relations;
    private readonly IReadOnlyList<EvidencePath> _paths;
    private readonly Dictionary<NodeId, KgNode> _nodes = [];
    private readonly Dictionary<NodeId, string> _pathsOf = [];

    private ResultPage(ReasoningResult result, KnowledgeGraphMetadata metadata)
    {
        _result = result;
        _wording = new PathWording(metadata, result.Links);
        _relations = metadata.Relations.ToDictionary(relation => relation.Relation);
        _paths = (result.Chain?.Evidence ?? result.Evidence)?.Paths ?? [];
        foreach (KgNode node in _paths.SelectMany(path => path.Path.Nodes).Concat(result.Links.Select(link => link.Node).OfType<KgNode>()))
        {
            _nodes.TryAdd(node.Id, node);
        }

        foreach (NodeId id in _nodes.Keys)
        {
            string paths = string.Join(' ', Enumerable.Range(0, _paths.Count).Where(index => _paths[index].Path.Nodes.Any(node => node.Id == id)).Select(Digits));
            if (paths.Length > 0)
            {
                _pathsOf[id] = paths;
            }
        }
    }

    private MedicalQuestion Question => _result.Question;

    /// <summary>Renders a result.</summary>
    /// <param name="result">The result, whatever its outcome.</param>
    /// <param name="metadata">The graph that it was reasoned over; its words are used.</param>
    /// <returns>UTF-8 bytes that depend on the arguments alone.</returns>
    public static byte[] Render(ReasoningResult result, KnowledgeGraphMetadata metadata)
    {
        var page = new ResultPage(result, metadata);
        return HtmlPage.Render(page.Title(), ResultPageStyle.Css, ResultPageScript.Text, page.Write);
    }

    private string Title()
    {
        string text = PlainText.Clean(Question.Text);
        var starts = StringInfo.ParseCombiningCharacters(text);
        return "MedReason: " + (starts.Length <= TitleLength ? text : text[..starts[TitleLength]].TrimEnd() + "…");
    }

    private void Write(HtmlWriter html)
    {
        using (html.Open("div", Of("class", "page result")))
        {
            WriteHeader(html);
            using (html.Open("main"))
            {
                WriteQuestion(html);
                if (_result.Chain is not null || _paths.Count > 0)
                {
                    using (html.Open("div", Of("class", "argument")))
                    {
                        WriteDrawing(html);
                        using (html.Open("div", Of("class", "columns")))
                        {
                            WriteReasoning(html);
                            WritePaths(html);
                        }
                    }
                }

                WriteContrast(html);
                WriteVerdict(html);
                WriteBehind(html);
            }

            html.Element("div", null, Of("id", "lit"), Of("class", "hidden"), Of("role", "status"));
            html.Element(
                "footer",
                "Software for research and for auditing data sets: no medical device, no advice. A grounded chain says what a graph says; graphs are incomplete and sometimes wrong, and the absence of a path is no evidence of absence.");
        }
    }

    private void WriteHeader(HtmlWriter html)
    {
        using (html.Open("header"))
        {
            using (html.Open("div"))
            {
                html.Element("p", "MedReason", Of("class", "eyebrow"));
                html.Element("h1", Heading());
            }

            (string look, string word) = _result.Outcome switch
            {
                ReasoningOutcome.Accepted => (Good, "✓ Accepted"),
                ReasoningOutcome.Rejected => (Warn, "✕ Rejected"),
                _ => (Bad, "✕ Failed"),
            };
            html.Element("span", word, Of("class", look));
        }

        html.Element("p", Summary(), Of("class", "lede"));

        html.Line();
    }

    private string Heading()
    {
        string? answer = _result.Chain is { } chain ? chain.Answer ?? Question.FindOption(chain.AnswerLabel)?.Text : null;
        string? label = _result.Chain?.AnswerLabel;
        return answer is null
            ? _result.Chain is null ? "No chain was written" : "No answer was reached"
            : $"Why {(label is null ? string.Empty : label + ". ")}{answer.TrimEnd('.', ' ')}";
    }

    private string Summary()
    {
        if (_result.Chain is not { } chain)
        {
            return $"{_result.Detail ?? "The question was not answered."}{(_result.FailedStage is null ? string.Empty : $" It ended at stage {_result.FailedStage}.")}";
        }

        int cited = chain.Steps.SelectMany(step => step.PathIndexes).Distinct().Count();
        int background = chain.Steps.Count(step => step.IsBackground);
        string backed = background == 0 ? string.Empty : $", {Count(background, "of them background", "of them background")}";
        string claims = _result.Verdict?.Measures is { ClaimPrecision: double precision, ClaimCount: int count }
            ? $" {Share(precision)} of {Count(count, "claim", "claims")} {(count == 1 ? "stands" : "stand")} in the graph with direction and polarity."
            : string.Empty;
        string reason = _result.Outcome == ReasoningOutcome.Accepted || _result.Detail is null ? string.Empty : " " + _result.Detail;
        return $"{Count(chain.Steps.Count, "step", "steps")}{backed}; {Count(cited, "path", "paths")} cited.{claims}{reason}";
    }

    private void WriteQuestion(HtmlWriter html)
    {
        using (html.Open("section", Of("class", "question"), Of("aria-labelledby", "question")))
        {
            html.Element("h2", Question.Ask == QuestionAsk.Except ? "Question (asks for the exception)" : "Question", Of("id", "question"));
            if (Question.Context is not null)
            {
                using (html.Open("p"))
                {
                    MarkedText.Write(html, Question.Context, LinksIn(MentionRole.Context), PathsOf);
                }
            }

            using (html.Open("p"))
            {
                MarkedText.Write(html, Question.Text, LinksIn(MentionRole.Question), PathsOf);
            }

            if (Question.Options.Count > 0)
            {
                using (html.Open("ol", Of("class", "options")))
                {
                    foreach (AnswerOption option in Question.Options)
                    {
                        WriteOption(html, option);
                    }
                }
            }
            else if (Question.Answer is not null)
            {
                using (html.Open("p"))
                {
                    html.Element("strong", "Given answer: ");
                    MarkedText.Write(html, Question.Answer, LinksIn(MentionRole.Answer), PathsOf);
                }
            }
        }

        html.Line();
    }

    private void WriteOption(HtmlWriter html, AnswerOption option)
    {
        bool isGiven = option.Label == Question.AnswerLabel;
        bool isConcluded = option.Label == _result.Chain?.AnswerLabel;
        using (html.Open("li", Of("class", isGiven || isConcluded ? "chosen" : null)))
        {
            html.Element("strong", option.Label, Of("class", "label"));
            using (html.Open("span", Of("class", "words")))
            {
                MarkedText.Write(html, option.Text, LinksIn(MentionRole.Option).Where(link => link.Mention.OptionLabel == option.Label), PathsOf);
            }

            if (isGiven || isConcluded)
            {
                html.Element("span", isGiven && isConcluded ? "given and reached" : isGiven ? "given answer" : "reached", Of("class", "badge"));
            }
        }
    }

    private void WriteReasoning(HtmlWriter html)
    {
        using (html.Open("section", Of("class", "reasoning"), Of("aria-labelledby", "reasoning")))
        {
            html.Element("h2", "Reasoning", Of("id", "reasoning"));
            if (_result.Chain is not { } chain)
            {
                html.Element("p", "No chain was written from this evidence.");
                return;
            }

            using (html.Open("ol", Of("class", "steps")))
            {
                for (int i = 0; i < chain.Steps.Count; i++)
                {
                    WriteStep(html, chain.Steps[i], i);
                }
            }

            string conclusion = ChainSections.FindConclusion(chain.Text) ?? chain.Answer ?? "The chain reaches no answer.";
            using (html.Open("div", Of("class", "conclusion")))
            {
                foreach (string paragraph in conclusion.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    html.Element("p", paragraph);
                }
            }
        }

        html.Line();
    }

    private void WriteStep(HtmlWriter html, ChainStep step, int index)
    {
        int[] cited = [.. step.PathIndexes.Where(path => path >= 0 && path < _paths.Count).Distinct()];
        string paths = string.Join(' ', cited.Select(Digits));
        using (html.Open("li", Of("class", "step"), Of("id", "step-" + Digits(index + 1)), Of("data-paths", paths), Of("data-light", cited.Length > 0 ? paths : null)))
        {
            if (cited.Length > 0)
            {
                html.Element(
                    "button", Digits(index + 1), Of("type", "button"), Of("data-light", paths), Of("aria-pressed", "false"),
                    Of("aria-label", $"Step {Digits(index + 1)}: light up what it cites"));
            }
            else
            {
                html.Element("span", Digits(index + 1), Of("class", "ordinal"));
            }

            using (html.Open("p"))
            {
                html.Text(step.Text + " ");
                foreach (int path in cited)
                {
                    html.Element(
                        "a", Digits(path + 1), Of("class", "cite"), Of("href", "#path-" + Digits(path + 1)), Of("data-light", Digits(path)),
                        Of("aria-label", "Path " + Digits(path + 1)), Of("title", _wording.Arrows(_paths[path].Path)));
                }
            }

            WriteChecks(html, step, index, cited.Length);
        }

        html.Line();
    }

    private void WriteChecks(HtmlWriter html, ChainStep step, int index, int cited)
    {
        VerificationFinding[] findings = [.. Findings().Where(finding => finding.Step == index)];
        using (html.Open("div", Of("class", "checks")))
        {
            if (findings.Any(finding => finding.Severity == FindingSeverity.Error))
            {
                html.Element("span", "✕ does not hold", Of("class", "bad"));
            }
            else if (step.IsBackground)
            {
                html.Element("span", "background: rests on no path, claims nothing of the graph");
            }
            else if (_result.Verdict?.Measures is null)
            {
                html.Element("span", "not checked against the graph", Of("class", "warn"));
            }
            else if (cited == 0 || step.Claims.Count == 0)
            {
                html.Element("span", "rests on no claim that could be checked", Of("class", "warn"));
            }
            else
            {
                html.Element("span", "✓ holds in the graph", Of("class", "good"));
            }

            WriteFindings(html, findings);
            if (step.Claims.Count > 0)
            {
                using (html.Open("details"))
                {
                    html.Element("summary", Count(step.Claims.Count, "claim", "claims"));
                    using (html.Open("ul"))
                    {
                        foreach (ChainClaim claim in step.Claims)
                        {
                            html.Element("li", Tell(claim));
                        }
                    }
                }
            }
        }
    }

    private string Tell(ChainClaim claim)
    {
        string relation = _relations.TryGetValue(claim.Relation, out RelationInfo? info) ? info.ForwardPhrase : $"({claim.Relation.Value})";
        string polarity = claim.Polarity == Polarity.Affirmed ? string.Empty : $" [{EvidenceDrawing.ClassOf(claim.Polarity)}]";
        return $"{Name(claim.Subject)} {relation} {Name(claim.Object)}{polarity}";
    }

    private void WriteDrawing(HtmlWriter html)
    {
        if (_paths.Count == 0)
        {
            return;
        }

        int[] drawn = Cited() is { Length: > 0 } cited ? cited : [.. Enumerable.Range(0, _paths.Count)];
        var layout = EvidenceLayout.Create(_paths, drawn, _wording);
        using (html.Open("section", Of("class", layout.Height <= LowDrawing ? "drawing low" : "drawing"), Of("aria-labelledby", "evidence")))
        {
            html.Element("h2", "Evidence", Of("id", "evidence"));
            using (html.Open("figure"))
            {
                EvidenceDrawing.Write(html, layout, Tags(), _relations);
                EvidenceDrawing.WriteLegend(html, layout);
            }
        }

        html.Line();
    }

    private void WritePaths(HtmlWriter html)
    {
        using (html.Open("section", Of("aria-labelledby", "paths")))
        {
            html.Element("h2", "Paths in words", Of("id", "paths"));
            int[] cited = Cited();
            int[] others = [.. Enumerable.Range(0, _paths.Count).Except(cited)];
            WriteList(cited);
            if (others.Length > 0 && cited.Length > 0)
            {
                using (html.Open("details"))
                {
                    html.Element("summary", $"{Count(others.Length, "path", "paths")} offered and not cited");
                    WriteList(others);
                }
            }
            else
            {
                WriteList(others);
            }

            if (_paths.Count == 0)
            {
                html.Element("p", "The search offered no path.");
            }
        }

        html.Line();

        void WriteList(IReadOnlyList<int> paths)
        {
            if (paths.Count > 0)
            {
                using (html.Open("ul", Of("class", "paths")))
                {
                    foreach (int path in paths)
                    {
                        WritePath(html, path);
                    }
                }
            }
        }
    }

    private int[] Cited() => [.. (_result.Chain?.Steps ?? []).SelectMany(step => step.PathIndexes).Where(path => path >= 0 && path < _paths.Count).Distinct().Order()];

    private void WritePath(HtmlWriter html, int index)
    {
        EvidencePath evidence = _paths[index];
        KgPath path = evidence.Path;
        using (html.Open("li", Of("id", "path-" + Digits(index + 1)), Of("data-paths", Digits(index))))
        {
            html.Element(
                "button", Digits(index + 1), Of("type", "button"), Of("data-light", Digits(index)), Of("aria-pressed", "false"), Of("aria-label", $"Light up path {Digits(index + 1)}"));
            using (html.Open("div"))
            {
                for (int i = 0; i < path.Nodes.Count; i++)
                {
                    if (i > 0)
                    {
                        KgHop hop = path.Hops[i - 1];
                        Polarity polarity = hop.Has(Polarity.Contraindicated) ? Polarity.Contraindicated : hop.Has(Polarity.Absent) ? Polarity.Absent : Polarity.Affirmed;
                        html.Element("span", $" {_wording.Phrase(hop)} → ", Of("class", "hop " + EvidenceDrawing.ClassOf(polarity)));
                    }

                    html.Element(
                        "span", _wording.Name(path.Nodes[i]), Of("class", "entity type " + NodeTypeLook.ClassOf(path.Nodes[i].Type)),
                        Of("title", $"{NodeTypeLook.NameOf(path.Nodes[i].Type)}, {path.Nodes[i].Id.Value}"));
                }
            }

            using (html.Open("div", Of("class", "small")))
            {
                string stance = evidence.Stance == EvidenceStance.Opposes ? "speaks against" : "speaks for";
                html.Text(evidence.OptionLabel is null ? $"{stance} the conclusion" : $"{stance} {evidence.OptionLabel}");
                html.Text($" · score {Figure(evidence.Score)}{(evidence.IsStatedFact ? " · stated outright" : string.Empty)}");
                if (evidence.PValue is double chance)
                {
                    html.Text($" · joined by chance with p = {Figure(chance)}");
                }

                WriteCiting(html, index);
            }
        }

        html.Line();
    }

    private void WriteCiting(HtmlWriter html, int path)
    {
        int[] steps = [.. Enumerable.Range(0, _result.Chain?.Steps.Count ?? 0).Where(step => _result.Chain!.Steps[step].PathIndexes.Contains(path))];
        if (steps.Length == 0)
        {
            html.Text(" · not cited");
            return;
        }

        html.Text(steps.Length == 1 ? " · cited in step " : " · cited in steps ");
        for (int i = 0; i < steps.Length; i++)
        {
            html.Text(i == 0 ? string.Empty : ", ");
            html.Element("a", Digits(steps[i] + 1), Of("href", "#step-" + Digits(steps[i] + 1)), Of("aria-label", "Step " + Digits(steps[i] + 1)));
        }
    }

    private void WriteContrast(HtmlWriter html)
    {
        IReadOnlyList<OptionEvidence> contrast = (_result.Chain?.Evidence is { Contrast.Count: > 0 } told ? told : _result.Evidence)?.Contrast ?? [];
        if (contrast.Count == 0)
        {
            return;
        }

        double largest = contrast.Max(option => option.Score);
        using (html.Open("section", Of("class", "contrast"), Of("aria-labelledby", "contrast")))
        {
            html.Element("h2", "How the options compare", Of("id", "contrast"));
            using (html.Open("div", Of("class", "scroll")))
            using (html.Open("table"))
            {
                using (html.Open("thead"))
                using (html.Open("tr"))
                {
                    foreach (string heading in (ReadOnlySpan<string>)["Option", "What the graph says", "For", "Against", "Score"])
                    {
                        html.Element("th", heading, Of("scope", "col"), Of("class", heading == "Score" ? "number" : null));
                    }

                    html.Element("td", null, Of("aria-hidden", "true"));
                }

                using (html.Open("tbody"))
                {
                    foreach (OptionEvidence option in contrast)
                    {
                        WriteContrastRow(html, option, largest);
                    }
                }
            }

            if (_result.Evidence?.FavoredLabel is string favored && favored != _result.Chain?.AnswerLabel)
            {
                html.Element("p", $"By itself the graph would lean towards {favored}.", Of("class", "muted"));
            }
        }

        html.Line();
    }

    private void WriteContrastRow(HtmlWriter html, OptionEvidence option, double largest)
    {
        using (html.Open("tr"))
        {
            using (html.Open("th", Of("scope", "row")))
            {
                html.Element("strong", option.Label);
                html.Text($" {Question.FindOption(option.Label)?.Text}{(option.CombinedLabels.Count == 0 ? string.Empty : $" ({string.Join(", ", option.CombinedLabels)})")}");
            }

            html.Element("td", option.Support switch
            {
                OptionSupport.Supported => "supported",
                OptionSupport.Opposed => "spoken against",
                OptionSupport.Mixed => "supported and spoken against",
                OptionSupport.NoEvidence => "no path: absence of evidence",
                _ => "not known to the graph",
            });
            WriteCitations(html, option.SupportingPaths);
            WriteCitations(html, option.OpposingPaths);
            bool hasScore = option.Support is not (OptionSupport.NotLinked or OptionSupport.NoEvidence);
            html.Element("td", hasScore ? Figure(option.Score) : "–", Of("class", "number"));
            using (html.Open("td", Of("aria-hidden", "true")))
            using (html.Open("svg", Of("viewBox", "0 0 100 10"), Of("preserveAspectRatio", "none")))
            {
                if (hasScore && largest > 0 && option.Score > 0)
                {
                    html.Element("rect", null, Of("class", "bar"), Of("width", 100 * option.Score / largest), Of("height", 10));
                }
            }
        }
    }

    private void WriteCitations(HtmlWriter html, IReadOnlyList<int> paths)
    {
        using (html.Open("td"))
        {
            foreach (int path in paths.Where(path => path >= 0 && path < _paths.Count))
            {
                html.Element(
                    "a", Digits(path + 1), Of("class", "cite"), Of("href", "#path-" + Digits(path + 1)), Of("data-light", Digits(path)), Of("aria-label", "Path " + Digits(path + 1)));
            }

            if (paths.Count == 0)
            {
                html.Text("–");
            }
        }
    }

    private void WriteVerdict(HtmlWriter html)
    {
        using (html.Open("section", Of("class", "verdict"), Of("aria-labelledby", "verdict")))
        {
            html.Element("h2", "Verdict", Of("id", "verdict"));
            using (html.Open("p"))
            {
                html.Element("strong", _result.Verdict?.Status switch
                {
                    VerdictStatus.Accepted => "Every check passed.",
                    VerdictStatus.Rejected => "At least one check failed.",
                    VerdictStatus.Unknown => "It could not be decided, which is no pass.",
                    _ => "Nothing was checked.",
                });
                if (_result.Reason is not null)
                {
                    html.Text($" {_result.Detail} ");
                    html.Element("code", _result.Reason);
                }
            }

            if (_result.Verdict?.Measures is { } measures)
            {
                WriteMeasures(html, measures);
            }

            VerificationFinding[] overall = [.. Findings().Where(finding => finding.Step is not int step || step < 0 || step >= (_result.Chain?.Steps.Count ?? 0))];
            int inSteps = Findings().Count - overall.Length;
            WriteFindings(html, overall);
            if (inSteps > 0)
            {
                html.Element("p", $"{Count(inSteps, "finding stands", "findings stand")} at the steps above.", Of("class", "muted"));
            }

            if (_result.Verdict is { NotChecked.Count: > 0 } verdict)
            {
                html.Element("p", "Not checked: " + string.Join(", ", verdict.NotChecked) + ".", Of("class", "muted"));
            }
        }

        html.Line();
    }

    private static void WriteMeasures(HtmlWriter html, GroundingMeasures measures)
    {
        using (html.Open("ul", Of("class", "figures")))
        {
            Figure(measures.ClaimPrecision, $"of {Count(measures.ClaimCount, "claim stands", "claims stand")} in the graph");
            Figure(measures.GroundedStepShare, $"of {Count(measures.StepCount, "step is", "steps are")} grounded");
            Figure(measures.NodeCoverage, "node coverage");
            Figure(measures.StructuralCorrectness, "structural correctness");
            Figure(measures.ChainCompleteness, "chain completeness");
        }

        if (measures.IsSelfReferenced)
        {
            html.Element("p", "Coverage, correctness and completeness are measured against the cited paths themselves (self-referenced).", Of("class", "small muted"));
        }

        void Figure(double? value, string words)
        {
            using (html.Open("li"))
            {
                html.Element("strong", value is double share ? Share(share) : "–");
                html.Element("span", words);
            }
        }
    }

    private static void WriteFindings(HtmlWriter html, IReadOnlyList<VerificationFinding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        using (html.Open("ul", Of("class", "findings")))
        {
            foreach (VerificationFinding finding in findings)
            {
                string severity = finding.Severity.ToString().ToLowerInvariant();
                using (html.Open("li", Of("class", severity)))
                {
                    html.Element("strong", PlainText.Capitalize(severity) + ": ");
                    html.Text(finding.Message);
                    if (finding.Expected is not null || finding.Actual is not null)
                    {
                        html.Text(finding.Expected is null ? $" Found: {finding.Actual}." : finding.Actual is null ? $" Expected: {finding.Expected}." : $" Expected: {finding.Expected}; found: {finding.Actual}.");
                    }

                    html.Text(" ");
                    html.Element("code", finding.Code, Of("title", finding.Verifier));
                }
            }
        }
    }

    /// <summary>What an auditor asks for next: entities, searches, the text as it is stored, provenance.</summary>
    private void WriteBehind(HtmlWriter html)
    {
        using (html.Open("section", Of("aria-labelledby", "behind")))
        {
            html.Element("h2", "Behind it", Of("id", "behind"));
            WriteEntities(html);
            WriteSearch(html);
            if (_result.Chain is not null)
            {
                using (html.Open("details"))
                {
                    html.Element("summary", "The chain's text");
                    html.Element("div", _result.Chain.Text, Of("class", "text"));
                }
            }

            using (html.Open("details", If("open", true)))
            {
                html.Element("summary", "Provenance");
                WriteProvenance(html);
            }
        }
    }

    private void WriteEntities(HtmlWriter html)
    {
        if (_result.Links.Count == 0)
        {
            return;
        }

        using (html.Open("details"))
        {
            html.Element("summary", Count(_result.Links.Count, "mention of an entity", "mentions of entities"));
            using (html.Open("div", Of("class", "scroll")))
            using (html.Open("table"))
            {
                using (html.Open("thead"))
                using (html.Open("tr"))
                {
                    foreach (string heading in (ReadOnlySpan<string>)["Words", "Where", "Said to be", "Node", "Type", "By"])
                    {
                        html.Element("th", heading, Of("scope", "col"));
                    }
                }

                using (html.Open("tbody"))
                {
                    foreach (EntityLink link in _result.Links)
                    {
                        using (html.Open("tr"))
                        {
                            string role = link.Mention.Role.ToString().ToLowerInvariant();
                            html.Element("th", link.Mention.Text, Of("scope", "row"));
                            html.Element("td", link.Mention.OptionLabel is null ? role : $"{role} {link.Mention.OptionLabel}");
                            html.Element("td", link.Mention.Assertion.ToString().ToLowerInvariant());
                            html.Element("td", link.Node is null ? $"none ({Words(link.NilReason?.ToString())})" : $"{link.Node.Name} ({link.Node.Id.Value})");
                            html.Element("td", link.Node is null ? "–" : NodeTypeLook.NameOf(link.Node.Type));
                            html.Element("td", link.Node is null ? "–" : $"{link.Method}, {Figure(link.Score)}");
                        }
                    }
                }
            }
        }
    }

    private void WriteSearch(HtmlWriter html)
    {
        if (_result.Search is not { } search)
        {
            return;
        }

        using (html.Open("details"))
        {
            html.Element("summary", Count(search.Pairs.Count, "pair of entities searched", "pairs of entities searched"));
            using (html.Open("div", Of("class", "scroll")))
            using (html.Open("table"))
            {
                using (html.Open("thead"))
                using (html.Open("tr"))
                {
                    foreach (string heading in (ReadOnlySpan<string>)["From", "To", "Outcome", "Hops", "Shortest paths"])
                    {
                        html.Element("th", heading, Of("scope", "col"));
                    }
                }

                using (html.Open("tbody"))
                {
                    foreach (PairSearchResult pair in search.Pairs)
                    {
                        using (html.Open("tr"))
                        {
                            html.Element("td", Name(pair.Pair.From));
                            html.Element("td", Name(pair.Pair.To));
                            string cuts = pair.Cuts.Count == 0 ? string.Empty : $" (cut: {string.Join(", ", pair.Cuts.Select(cut => Words(cut.ToString())))})";
                            html.Element("td", Words(pair.Outcome.ToString()) + cuts);
                            html.Element("td", pair.Distance is int distance ? Digits(distance) : "–");
                            html.Element("td", (pair.IsCountSaturated ? "at least " : string.Empty) + pair.ShortestPathCount.ToString("N0", CultureInfo.InvariantCulture));
                        }
                    }
                }
            }

            if (search.OmittedPairs > 0)
            {
                html.Element("p", $"{Count(search.OmittedPairs, "further pair was", "further pairs were")} left out by the limit on pairs.", Of("class", "muted"));
            }
        }
    }

    private void WriteProvenance(HtmlWriter html)
    {
        using (html.Open("dl", Of("class", "facts")))
        {
            Fact("Question", Question.Dataset is null ? Question.Id : $"{Question.Dataset} {Question.Id}");
            if (_result.Provenance is { } provenance)
            {
                Fact("Graph", $"{provenance.GraphName} {provenance.GraphVersion}");
                Fact("Graph's content hash", provenance.GraphHash);
                Fact("Mode", provenance.Mode == ReasoningMode.Explain ? "explain: the answer is known" : "answer: the answer is sought");
                string seen = provenance.Mode == ReasoningMode.Answer ? "no answer" : provenance.WriterSees == AnswerVisibility.Hidden ? "no answer (hidden)" : "the given answer (shown)";
                Fact("The writer saw", provenance.IsAnswerVisible && provenance.WriterSees == AnswerVisibility.Hidden ? seen + ", though the evidence gives it away" : seen);
                Fact("The rationale was used", provenance.IsRationaleUsed ? "yes" : "no");
                Fact("Models", provenance.Models.Count == 0 ? "none: written from the graph's own words" : string.Join(", ", provenance.Models));
                foreach ((string name, string hash) in provenance.Prompts.OrderBy(prompt => prompt.Key, StringComparer.Ordinal))
                {
                    Fact("Prompt " + name, hash);
                }

                Fact("Seed", provenance.Seed.ToString(CultureInfo.InvariantCulture));
                Fact("Source split", provenance.SourceSplit);
                Fact("Package version", provenance.PackageVersion);
            }

            if (_result.Usage is { } usage)
            {
                Fact("Model calls", string.Create(CultureInfo.InvariantCulture, $"{usage.Calls:N0}, {usage.InputTokens:N0} tokens in, {usage.OutputTokens:N0} out"));
            }
        }

        void Fact(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                html.Element("dt", name);
                html.Element("dd", value);
            }
        }
    }

    private Dictionary<NodeId, string> Tags()
    {
        var tags = new Dictionary<NodeId, string>();
        foreach (EvidencePath path in _paths)
        {
            if (path.OptionLabel is not null)
            {
                NodeId end = path.Path.Nodes[^1].Id;
                tags.TryAdd(end, path.OptionLabel + (path.OptionLabel == Question.AnswerLabel ? " ✓" : string.Empty));
            }
        }

        foreach (EntityLink link in _result.Links.Where(link => link.Node is not null))
        {
            string? tag = link.Mention.Role switch
            {
                MentionRole.Option => link.Mention.OptionLabel + (link.Mention.OptionLabel == Question.AnswerLabel ? " ✓" : string.Empty),
                MentionRole.Answer => "answer",
                MentionRole.Rationale => "rationale",
                _ => MarkedText.WordOf(link.Mention.Assertion) ?? "question",
            };
            tags.TryAdd(link.Node!.Id, tag ?? string.Empty);
        }

        return tags;
    }

    private IReadOnlyList<VerificationFinding> Findings() => _result.Verdict?.Findings ?? [];

    private IEnumerable<EntityLink> LinksIn(MentionRole role) => _result.Links.Where(link => link.Mention.Role == role);

    private string? PathsOf(NodeId id) => _pathsOf.GetValueOrDefault(id);

    private string Name(NodeId id) => _nodes.TryGetValue(id, out KgNode? node) ? _wording.Name(node) : id.Value;

    private static string Words(string? name) => string.Concat((name ?? "unknown").Select((unit, index) => char.IsUpper(unit) ? (index > 0 ? " " : string.Empty) + char.ToLowerInvariant(unit) : unit.ToString()));

    private static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    private static string Share(double share) => ChartScale.Percent(share, share is 0 or 1 ? 0 : 1);

    private static string Figure(double value) => value.ToString("0.###;−0.###", CultureInfo.InvariantCulture);

    private static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}
