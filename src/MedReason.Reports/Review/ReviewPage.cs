using System.Text.Json;
using MedReason.Evaluation;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Renders the page in which a clinician rates chains: one file without a server, usable offline and by keyboard, which keeps every change.</summary>
public static class ReviewPage
{
    private static readonly string[] Specialties =
    [
        "Anaesthesiology", "Cardiology", "Dermatology", "Emergency medicine", "Endocrinology", "Family medicine", "Gastroenterology", "Geriatrics",
            "Haematology", "Infectious diseases",
        "Internal medicine", "Nephrology", "Neurology", "Obstetrics and gynaecology", "Oncology", "Paediatrics", "Pathology", "Pharmacology", "Psychiatry",
            "Pulmonology", "Radiology",
        "Rheumatology", "Surgery", "Other",
    ];

    /// <summary>Renders the page of one rater.</summary>
    /// <param name="set">The items to rate.</param>
    /// <returns>An HTML page as UTF-8, which depends on the items alone.</returns>
    public static byte[] Render(ReviewSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return HtmlPage.Render("Review of reasoning chains", PageAsset.ReviewStyle, PageAsset.ReviewScript, html => Write(html, set));
    }

    private static void Write(HtmlWriter html, ReviewSet set)
    {
        using (html.Open("div", Of("class", "page review")))
        {
            using (html.Open("header"))
            {
                html.Element("h1", set.IsPairwise ? "Which reasoning is better?" : "Review of reasoning chains");
                html.Element("p", null, Of("id", "progress"), Of("role", "status"), Of("class", "muted"));
            }

            using (html.Open("main"))
            {
                WriteStart(html, set);
                WriteWork(html, set.IsPairwise);
                WriteFiles(html);
            }

            html.Element(
                "footer", "Chains come in random order; where they come from is shown after a rating, which is then final. Nothing leaves this page but the "
                + "file that you save.");
        }

        html.Line();
        html.Data("review-data", json => WriteData(json, set));
    }

    private static void WriteStart(HtmlWriter html, ReviewSet set)
    {
        using (html.Open("section", Of("id", "start"), Of("aria-labelledby", "start-title")))
        {
            html.Element("h2", "Before you begin", Of("id", "start-title"));
            html.Element("p", set.IsPairwise
                ? "You will see a question and two lines of reasoning. Say which you would rather stand behind; a tie is an answer too."
                : "You will see a question and a line of reasoning. Flag its steps, then rate the whole. Say so where you cannot judge.");
            using (html.Open("div", Of("class", "fields")))
            {
                using (html.Open("label"))
                {
                    html.Text("Your code or name ");
                    html.Void("input", Of("id", "rater"), Of("type", "text"), Of("maxlength", "80"), Of("autocomplete", "off"));
                }

                using (html.Open("label"))
                {
                    html.Text("Your specialty ");
                    using (html.Open("select", Of("id", "specialty")))
                    {
                        html.Element("option", "Choose", Of("value", " "));
                        foreach (string specialty in Specialties)
                        {
                            html.Element("option", specialty, Of("value", specialty));
                        }
                    }
                }

                html.Element("button", "Begin", Of("type", "button"), Of("id", "begin"), Of("class", "primary"));
            }
        }

        html.Line();
    }

    private static void WriteWork(HtmlWriter html, bool isPairwise)
    {
        using (html.Open("div", Of("id", "work"), If("hidden", true)))
        {
            using (html.Open("section", Of("aria-labelledby", "question-title")))
            {
                html.Element("h2", "Question", Of("id", "question-title"), Of("tabindex", "-1"));
                html.Element("p", null, Of("id", "question"));
                html.Element("ol", null, Of("id", "options"));
            }

            html.Element("div", null, Of("id", "chains"), Of("class", isPairwise ? "pair" : null));
            using (html.Open("section", Of("aria-labelledby", "rating-title")))
            {
                html.Element("h2", "Your rating", Of("id", "rating-title"));
                if (isPairwise)
                {
                    Choice("preference", "I would rather stand behind", ("left", "the left (l)"), ("tie", "neither, a tie (t)"), ("right", "the right (r)"));
                }
                else
                {
                    Scale("correctness", "Factual correctness", "all wrong", "all right");
                    Scale("completeness", "Completeness", "the point is missing", "nothing is missing");
                    Choice("harm", "Harm, if it were followed", ("none", "none"), ("mild", "mild"), ("moderate", "moderate"), ("severe", "severe"));
                    Scale("overall", "Overall (keys 1 to 5)", "useless", "I would sign it");
                }

                using (html.Open("label", Of("class", "check")))
                {
                    html.Void("input", Of("type", "checkbox"), Of("id", "cannot-judge"));
                    html.Text(" I cannot judge this (c)");
                }

                using (html.Open("label", Of("class", "comment")))
                {
                    html.Text("Comment ");
                    html.Element("textarea", null, Of("id", "comment"), Of("rows", "3"), Of("maxlength", "4000"));
                }

                html.Element("button", "Show where it comes from (this rating is then final)", Of("type", "button"), Of("id", "reveal"));
                html.Element("dl", null, Of("id", "revealed"), Of("class", "facts"));
            }

            using (html.Open("div", Of("class", "moves")))
            {
                html.Element("button", "Previous (p)", Of("type", "button"), Of("id", "previous"));
                html.Element("button", "Next (n)", Of("type", "button"), Of("id", "next"), Of("class", "primary"));
                html.Element("button", "Next unrated (u)", Of("type", "button"), Of("id", "unrated"));
                using (html.Open("label", Of("class", "check")))
                {
                    html.Void("input", Of("type", "checkbox"), Of("id", "keys"), If("checked", true));
                    html.Text(" keys on");
                }
            }

            if (!isPairwise)
            {
                html.Element(
                    "p", "Keys: s supported, d not supported, w wrong, h harmful flag the next step without a flag; a flags all that remain as supported.", Of(
                    "class", "small muted"));
            }
        }

        html.Line();

        void Scale(string name, string legend, string low, string high) =>
            Choice(name, legend, ("1", "1 " + low), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5 " + high));

        void Choice(string name, string legend, params ReadOnlySpan<(string Value, string Label)> choices)
        {
            using (html.Open("fieldset"))
            {
                html.Element("legend", legend);
                foreach ((string value, string label) in choices)
                {
                    using (html.Open("label"))
                    {
                        html.Void("input", Of("type", "radio"), Of("name", name), Of("value", value));
                        html.Text(" " + label);
                    }
                }
            }
        }
    }

    private static void WriteFiles(HtmlWriter html)
    {
        using (html.Open("section", Of("aria-labelledby", "files-title")))
        {
            html.Element("h2", "Your file", Of("id", "files-title"));
            html.Element("p", null, Of("id", "saved"), Of("role", "status"));
            using (html.Open("div", Of("class", "fields")))
            {
                html.Element("button", "Save my ratings as a file", Of("type", "button"), Of("id", "export"), Of("class", "primary"));
                using (html.Open("label"))
                {
                    html.Text("Go on from a saved file ");
                    html.Void("input", Of("type", "file"), Of("id", "import"), Of("accept", ".json,application/json"));
                }
            }
        }

        html.Line();
    }

    private static void WriteData(Utf8JsonWriter json, ReviewSet set)
    {
        json.WriteStartObject();
        json.WriteString("format", ReviewFile.Format);
        json.WriteString("id", set.Id);
        json.WriteNumber("page", set.Rater);
        json.WriteBoolean("pairwise", set.IsPairwise);
        json.WriteStartArray("items");
        foreach (ReviewItem item in set.Items)
        {
            json.WriteStartObject();
            json.WriteString("key", item.Key);
            json.WriteString("repeatOf", item.RepeatOf);
            json.WriteString("id", item.Question.Id);
            json.WriteString("question", item.Question.Text);
            json.WriteStartArray("options");
            foreach (AnswerOption option in item.Question.Options)
            {
                json.WriteStartArray();
                json.WriteStringValue(option.Label);
                json.WriteStringValue(option.Text);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteString("gold", item.Question.AnswerLabel is null ? item.Question.Answer : $"{item.Question.AnswerLabel}. {item.Question.Answer}");
            json.WriteStartArray("chains");
            foreach (ReviewChain chain in item.Chains)
            {
                json.WriteStartObject();
                json.WriteString("side", chain.Side);
                json.WriteString("model", chain.Model);
                json.WriteString("verdict", chain.Verdict);
                json.WriteString("conclusion", chain.Conclusion);
                json.WriteStartArray("steps");
                foreach (string step in chain.Steps)
                {
                    json.WriteStringValue(step);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
