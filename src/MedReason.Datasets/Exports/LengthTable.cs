using System.Globalization;
using System.Text;

namespace MedReason.Datasets;

/// <summary>Counts how long rows are in characters and estimates their tokens, without a tokenizer, for three densities.</summary>
internal sealed class LengthTable
{
    private const int MaxTokens = 8192;
    private static readonly double[] CharactersPerToken = [3, 3.5, 4];
    private readonly SortedDictionary<string, List<int>> _lengths = new(StringComparer.Ordinal);

    public void Add(string name, int characters)
    {
        if (!_lengths.TryGetValue(name, out List<int>? lengths))
        {
            _lengths.Add(name, lengths = []);
        }

        lengths.Add(characters);
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder("\n## Lengths\n\nCharacters of prompt and response together, without the chat template. ");
        text.Append("Tokens are estimated at 3, 3.5 and 4 characters each; ");
        text.Append(CultureInfo.InvariantCulture, $"what is longer than {MaxTokens:N0} tokens loses its beginning.\n\n");
        text.Append("| Arm | Rows | Median | 90 % | 99 % | Longest | Median tokens | Longest tokens | Rows above the limit |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach ((string name, List<int> lengths) in _lengths)
        {
            lengths.Sort();
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {lengths.Count:N0} | {At(lengths, 0.5):N0} | {At(lengths, 0.9):N0} | ");
            text.Append(CultureInfo.InvariantCulture, $"{At(lengths, 0.99):N0} | {lengths[^1]:N0} | ");
            text.Append(PerDensity(density => Tokens(At(lengths, 0.5), density))).Append(" | ");
            text.Append(PerDensity(density => Tokens(lengths[^1], density))).Append(" | ");
            text.Append(PerDensity(density => lengths.Count(length => Tokens(length, density) > MaxTokens))).Append(" |\n");
        }

        return text.ToString();
    }

    private static string PerDensity(Func<double, int> count) =>
        string.Join(" / ", CharactersPerToken.Select(density => count(density).ToString("N0", CultureInfo.InvariantCulture)));

    private static int At(List<int> sorted, double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    private static int Tokens(int characters, double density) => (int)Math.Ceiling(characters / density);
}
