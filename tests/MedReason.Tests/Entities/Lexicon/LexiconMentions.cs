namespace MedReason.Tests;

/// <summary>What the lexicon finds in a text.</summary>
internal static class LexiconMentions
{
    /// <summary>Returns the matched names of the best candidates, joined by a bar.</summary>
    public static async Task<string> NamesAsync(ListGraph graph, string text) =>
        string.Join('|', (await ExtractAsync(graph, text)).Select(static m => m.Candidates[0].MatchedName));

    /// <summary>Returns the best candidates.</summary>
    public static async Task<List<string>> IdsAsync(ListGraph graph, string text, bool nested = false) =>
        [.. (await ExtractAsync(graph, text, nested)).Select(static m => m.Candidates[0].NodeId.Value)];

    public static async Task<IReadOnlyList<EntityMention>> ExtractAsync(ListGraph graph, string text, bool nested = false) =>
        await new LexiconEntityExtractor(new LexiconEntityExtractorOptions { IncludeNested = nested }).ExtractTextAsync(graph, text);
}
