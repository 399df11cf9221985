using System.Globalization;
using static MedReason.Reports.HtmlAttribute;
using static MedReason.Reports.ResultText;

namespace MedReason.Reports;

/// <summary>Writes the details for an auditor: entities, searches, the text of the chain, provenance.</summary>
internal static class AuditSection
{
    /// <summary>What an auditor asks for next: entities, searches, the text as it is stored, provenance.</summary>
    public static void Write(HtmlWriter html, ResultView view)
    {
        using (html.Open("section", Of("aria-labelledby", "behind")))
        {
            html.Element("h2", "Behind it", Of("id", "behind"));
            WriteEntities(html, view);
            WriteSearch(html, view);
            if (view.Result.Chain is not null)
            {
                using (html.Open("details"))
                {
                    html.Element("summary", "The chain's text");
                    html.Element("div", view.Result.Chain.Text, Of("class", "text"));
                }
            }

            using (html.Open("details", If("open", true)))
            {
                html.Element("summary", "Provenance");
                WriteProvenance(html, view);
            }
        }
    }

    private static void WriteEntities(HtmlWriter html, ResultView view)
    {
        if (view.Result.Links.Count == 0)
        {
            return;
        }

        using (html.Open("details"))
        {
            html.Element("summary", Count(view.Result.Links.Count, "mention of an entity", "mentions of entities"));
            using (ReportParts.OpenScroll(html, "Mentions of entities"))
            using (html.Open("table"))
            {
                using (html.Open("thead"))
                using (html.Open("tr"))
                {
                    foreach (string heading in (ReadOnlySpan<string>)["Words", "Where", "Said to be", "Node", "Type", "By", "Relation", "Coverage"])
                    {
                        html.Element("th", heading, Of("scope", "col"));
                    }
                }

                using (html.Open("tbody"))
                {
                    foreach (EntityLink link in view.Result.Links)
                    {
                        using (html.Open("tr"))
                        {
                            string role = link.Mention.Role.ToString().ToLowerInvariant();
                            html.Element("th", link.Mention.Text, Of("scope", "row"));
                            html.Element("td", link.Mention.OptionLabel is null ? role : $"{role} {link.Mention.OptionLabel}");
                            html.Element("td", link.Mention.Assertion.ToString().ToLowerInvariant());
                            WriteNode(html, link);
                            html.Element("td", link.Node is null ? "–" : NodeTypeLook.NameOf(link.Node.Type));
                            html.Element("td", link.Node is null ? "–" : $"{link.Method}, {Figure(link.Score)}");
                            html.Element("td", link.Relation is { } relation ? relation.ToString().ToLowerInvariant() : "–");
                            html.Element("td", link.Coverage is { } coverage ? Figure(coverage) : "–");
                        }
                    }
                }
            }
        }
    }

    private static void WriteNode(HtmlWriter html, EntityLink link)
    {
        using (html.Open("td"))
        {
            if (link.Node is not { } node)
            {
                html.Text($"none ({Words(link.NilReason?.ToString())})");
                return;
            }

            html.Text($"{node.Name} (");
            CurieAddress.Write(html, node.Id.Value, node.Id.Value);
            html.Text(")");
        }
    }

    private static void WriteSearch(HtmlWriter html, ResultView view)
    {
        if (view.Result.Search is not { } search)
        {
            return;
        }

        using (html.Open("details"))
        {
            html.Element("summary", Count(search.Pairs.Count, "pair of entities searched", "pairs of entities searched"));
            using (ReportParts.OpenScroll(html, "Pairs of entities searched"))
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
                            html.Element("td", view.Name(pair.Pair.From));
                            html.Element("td", view.Name(pair.Pair.To));
                            string cuts = pair.Cuts.Count == 0 ? string.Empty : $" (cut: {string.Join(", ", pair.Cuts.Select(cut => Words(cut.ToString())))})";
                            html.Element("td", Words(pair.Outcome.ToString()) + cuts);
                            html.Element("td", pair.Distance is int distance ? Digits(distance) : "–");
                            html.Element("td", (pair.IsCountSaturated ? "at least " : string.Empty)
                                + pair.ShortestPathCount.ToString("N0", CultureInfo.InvariantCulture));
                        }
                    }
                }
            }

            if (search.OmittedPairs > 0)
            {
                html.Element(
                    "p", $"{Count(search.OmittedPairs, "further pair was", "further pairs were")} left out by the limit on pairs.", Of("class", "muted"));
            }
        }
    }

    private static void WriteProvenance(HtmlWriter html, ResultView view)
    {
        using (html.Open("dl", Of("class", "facts")))
        {
            Fact("Question", view.Question.Dataset is null ? view.Question.Id : $"{view.Question.Dataset} {view.Question.Id}");
            if (view.Result.Provenance is { } provenance)
            {
                Fact("Graph", $"{provenance.GraphName} {provenance.GraphVersion}");
                Fact("Graph's content hash", provenance.GraphHash);
                Fact("Mode", provenance.Mode == ReasoningMode.Explain ? "explain: the answer is known" : "answer: the answer is sought");
                string seen = provenance.Mode == ReasoningMode.Answer
                    ? "no answer"
                    : provenance.WriterSees == AnswerVisibility.Hidden
                    ? "no answer (hidden)"
                    : "the given answer (shown)";
                Fact("The writer saw", provenance.IsAnswerVisible && provenance.WriterSees == AnswerVisibility.Hidden
                    ? seen + ", though the evidence gives it away"
                    : seen);
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

            if (view.Result.Usage is { } usage)
            {
                Fact("Model calls", string.Create(
                    CultureInfo.InvariantCulture, $"{usage.Calls:N0}, {usage.InputTokens:N0} tokens in, {usage.OutputTokens:N0} out"));
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
}
