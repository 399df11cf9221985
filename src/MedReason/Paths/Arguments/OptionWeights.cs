using System.Collections.Frozen;
using System.Globalization;
using MedReason.Text;

namespace MedReason.Paths;

/// <summary>The weights of the parts by which options are compared when the answer is not known, as the shipped file states them. Immutable.</summary>
/// <remarks>
/// Learned by logistic regression over the options of a question, weights at least 0, on those questions of MedQA, MedMCQA, MMLU, MedBullets and MedXpertQA
/// whose SHA-1 of <c>bank|id</c> is even, over Hetionet joined with HPO, its annotations and the Disease Ontology.
/// </remarks>
internal static class OptionWeights
{
    private static readonly FrozenDictionary<string, double> Weights = Read();

    /// <summary>Returns the parts of the comparison of an option.</summary>
    /// <param name="bits">The strength of its arguments in bits.</param>
    /// <param name="words">How well the question fits the words around it.</param>
    /// <param name="definition">How well the question fits its definition, above the mean of the options.</param>
    public static IReadOnlyList<ScorePart> Weigh(double bits, double words, double definition) =>
    [
        Part("arguments", Math.CopySign(Math.Sqrt(Math.Abs(bits)), bits)),
        Part("words", words),
        Part("definition", definition),
    ];

    private static ScorePart Part(string name, double measure) => new() { Name = name, Value = Math.Round(Weights[name] * measure, 9) };

    private static FrozenDictionary<string, double> Read()
    {
        var rows = CsvRows.OpenResource("option-weights.csv");
        rows.TryRead(out _);
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        while (rows.TryRead(out string[] fields))
        {
            weights.Add(fields[0], double.Parse(fields[1], CultureInfo.InvariantCulture));
        }

        return weights.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
