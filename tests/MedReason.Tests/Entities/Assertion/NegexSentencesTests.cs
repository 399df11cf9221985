namespace MedReason.Tests;

/// <summary>The floors on the sentences of NegEx, whose concepts are the names of a graph; the figures stand in docs/quality/entities.md.</summary>
public sealed class NegexSentencesTests
{
    [Fact]
    public async Task Negation_and_history_of_clinical_sentences_are_read()
    {
        string[][] rows =
        [
            .. File.ReadLines(TestData.Require("corpora/negex_sentences.tsv")).Skip(1)
                .Select(static l => l.Split('\t')).Where(static c => c.Length >= 6)
                .Select(static c => (string[])[.. c.Select(static cell => cell.Trim().Trim('"'))]),
        ];
        string[] names = [.. rows.Select(static r => r[1].ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
        ListGraph graph = ListGraph.Of([.. names.Select(static (name, index) => ($"C:{index}", name, Array.Empty<string>()))]);
        LexiconEntityExtractor extractor = new();
        int missed = 0;
        List<(bool Gold, bool Found)> negated = [];
        List<(bool Gold, bool Found)> historical = [];
        foreach (string[] row in rows)
        {
            int at = row[2].IndexOf(row[1], StringComparison.OrdinalIgnoreCase);
            IReadOnlyList<EntityMention> mentions = await extractor.ExtractTextAsync(graph, row[2]);
            EntityMention? mention = mentions.FirstOrDefault(m => string.Equals(m.Candidates[0].MatchedName, row[1], StringComparison.OrdinalIgnoreCase)
                || (at >= 0 && m.Start < at + row[1].Length && m.End > at));
            if (mention is null)
            {
                missed++;
                continue;
            }

            negated.Add((row[3] == "Negated", mention.Assertion == Assertion.Absent));
            historical.Add((row[4] == "Historical", mention.Assertion == Assertion.Historical));
        }

        missed.ShouldBeLessThanOrEqualTo(20);
        F1(negated).ShouldBeGreaterThanOrEqualTo(0.985);
        F1(historical).ShouldBeGreaterThanOrEqualTo(0.75);
    }

    private static double F1(List<(bool Gold, bool Found)> cases) =>
        2.0 * cases.Count(static c => c.Gold && c.Found) / (cases.Count(static c => c.Gold) + cases.Count(static c => c.Found));
}
