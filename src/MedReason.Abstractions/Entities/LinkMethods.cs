namespace MedReason;

/// <summary>The names of the ways in which this library finds the node of a text. An open set: hosts add their own.</summary>
public static class LinkMethods
{
    /// <summary>The node's name, letter by letter.</summary>
    public const string Exact = "exact";

    /// <summary>The node's name after normalisation: case, hyphens, plurals, spelling, word order.</summary>
    public const string Normalized = "normalized";

    /// <summary>A synonym, letter by letter or after normalisation.</summary>
    public const string Synonym = "synonym";

    /// <summary>An abbreviation that the text itself defines.</summary>
    public const string Abbreviation = "abbreviation";

    /// <summary>A part of a coordination, such as "skin lesions" in "skin and bone lesions".</summary>
    public const string Coordination = "coordination";

    /// <summary>Nearness of embeddings.</summary>
    public const string Embedding = "embedding";

    /// <summary>A model chose it out of offered candidates.</summary>
    public const string Chat = "chat";

    /// <summary>A value of the text was read into a finding by a reference range; see <see cref="EntityMention.Derived"/>.</summary>
    public const string Derived = "derived";

    /// <summary>The text is the node's id.</summary>
    public const string Id = "id";
}
