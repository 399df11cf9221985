using System.Globalization;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Writes a text of the question with its entities marked: their type by colour and underline, what is said of them in a word.</summary>
internal static class MarkedText
{
    /// <summary>Writes a text.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="text">The text that offsets count in.</param>
    /// <param name="links">The links whose mentions lie in it; of those that overlap the longest is marked, offsets outside the text are not.</param>
    /// <param name="pathsOf">The paths through a node, as the page's script reads them; null for none.</param>
    public static void Write(HtmlWriter html, string text, IEnumerable<EntityLink> links, Func<NodeId, string?> pathsOf)
    {
        int at = 0;
        foreach (EntityLink link in Choose(text, links))
        {
            EntityMention mention = link.Mention;
            html.Text(text[at..mention.Start]);
            string look = link.Node is null ? "unlinked" : NodeTypeLook.ClassOf(link.Node.Type);
            string? paths = link.Node is null ? null : pathsOf(link.Node.Id);
            using (html.Open("mark", Of("class", $"entity type {look} {mention.Assertion.ToString().ToLowerInvariant()}"), Of("title", Title(link)), Of(
                "data-light", paths)))
            {
                html.Text(text[mention.Start..mention.End]);
                if (WordOf(mention.Assertion) is string word)
                {
                    html.Element("span", word, Of("class", "tag"));
                }
            }

            at = mention.End;
        }

        html.Text(text[at..]);
    }

    /// <summary>What is said of an entity that is not simply there; null where it is.</summary>
    public static string? WordOf(Assertion assertion) => assertion switch
    {
        Assertion.Absent => "denied",
        Assertion.Family => "family",
        Assertion.Historical => "history",
        Assertion.Hypothetical => "hypothetical",
        Assertion.Possible => "possible",
        _ => null,
    };

    private static List<EntityLink> Choose(string text, IEnumerable<EntityLink> links)
    {
        var chosen = new List<EntityLink>();
        foreach (EntityLink link in links.Where(link => link.Mention.Start >= 0 && link.Mention.End > link.Mention.Start && link.Mention.End <= text.Length)
            .OrderByDescending(link => link.Mention.End - link.Mention.Start).ThenBy(link => link.Mention.Start).ThenByDescending(link => link.Score))
        {
            if (!chosen.Exists(other => link.Mention.Start < other.Mention.End && other.Mention.Start < link.Mention.End))
            {
                chosen.Add(link);
            }
        }

        chosen.Sort((left, right) => left.Mention.Start.CompareTo(right.Mention.Start));
        return chosen;
    }

    private static string Title(EntityLink link)
    {
        if (link.Node is not { } node)
        {
            return "not linked to the graph";
        }

        string relation = link.Relation is null or LinkRelation.Exact ? string.Empty : ", " + link.Relation.Value.ToString().ToLowerInvariant();
        string type = NodeTypeLook.NameOf(node.Type);
        return string.Create(CultureInfo.InvariantCulture, $"{node.Name}: {type}, {node.Id.Value} ({link.Method}, {link.Score:0.##}{relation})");
    }
}
