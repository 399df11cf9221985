using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Writes the question with its entities marked, and its options.</summary>
internal static class QuestionSection
{
    public static void Write(HtmlWriter html, ResultView view)
    {
        using (html.Open("section", Of("class", "question"), Of("aria-labelledby", "question")))
        {
            html.Element("h2", view.Question.Ask == QuestionAsk.Except ? "Question (asks for the exception)" : "Question", Of("id", "question"));
            if (view.Question.Context is not null)
            {
                using (html.Open("p"))
                {
                    MarkedText.Write(html, view.Question.Context, view.LinksIn(MentionRole.Context), view.PathsOf);
                }
            }

            using (html.Open("p"))
            {
                MarkedText.Write(html, view.Question.Text, view.LinksIn(MentionRole.Question), view.PathsOf);
            }

            if (view.Question.Options.Count > 0)
            {
                using (html.Open("ol", Of("class", "options")))
                {
                    foreach (AnswerOption option in view.Question.Options)
                    {
                        WriteOption(html, view, option);
                    }
                }
            }
            else if (view.Question.Answer is not null)
            {
                using (html.Open("p"))
                {
                    html.Element("strong", "Given answer: ");
                    MarkedText.Write(html, view.Question.Answer, view.LinksIn(MentionRole.Answer), view.PathsOf);
                }

                using (html.Open("ul", Of("class", "links")))
                {
                    WriteLinks(html, view, view.LinksIn(MentionRole.Answer));
                }
            }
        }

        html.Line();
    }

    private static void WriteOption(HtmlWriter html, ResultView view, AnswerOption option)
    {
        bool isGiven = option.Label == view.Question.AnswerLabel;
        bool isConcluded = option.Label == view.Result.Chain?.AnswerLabel;
        using (html.Open("li", Of("class", isGiven || isConcluded ? "chosen" : null)))
        {
            html.Element("strong", option.Label, Of("class", "label"));
            using (html.Open("span", Of("class", "words")))
            {
                MarkedText.Write(html, option.Text, view.LinksIn(MentionRole.Option).Where(link => link.Mention.OptionLabel == option.Label), view.PathsOf);
            }

            if (isGiven || isConcluded)
            {
                html.Element("span", isGiven && isConcluded ? "given and reached" : isGiven ? "given answer" : "reached", Of("class", "badge"));
                using (html.Open("ul", Of("class", "links")))
                {
                    WriteLinks(html, view, view.LinksIn(MentionRole.Option).Where(link => link.Mention.OptionLabel == option.Label));
                }
            }
        }
    }

    /// <summary>Writes what the nodes of an answer are to its words, since a chain argues about the nodes.</summary>
    private static void WriteLinks(HtmlWriter html, ResultView view, IEnumerable<EntityLink> links)
    {
        EntityLink[] given = [.. links];
        foreach (EntityLink link in given)
        {
            bool isWhole = link is { Node: not null, Relation: LinkRelation.Exact or LinkRelation.Synonym or null, Coverage: null or >= 1 };
            html.Element("li", ResultText.Link(link, view.Wording), Of("class", isWhole ? null : "warn"));
        }

        if (given.Length == 0)
        {
            html.Element("li", "no entity of the graph", Of("class", "warn"));
        }
    }
}
