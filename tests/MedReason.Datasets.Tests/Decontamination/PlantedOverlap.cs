using System.Text.RegularExpressions;

namespace MedReason.Datasets.Tests;

/// <summary>Makes copies of questions as they turn up in training data: verbatim, re-cased, with options in another order, with one sentence changed.</summary>
internal static partial class PlantedOverlap
{
    public enum Kind
    {
        Verbatim,
        Recased,
        OptionsShuffled,
        SentenceChanged,
    }

    /// <summary>The sentences of a stem; a full stop inside a number or an abbreviation ends none.</summary>
    public static IReadOnlyList<string> Sentences(string text) => [.. SentenceEnd().Split(text.Trim()).Where(sentence => sentence.Length > 0)];

    public static OverlapText Plant(MedicalQuestion question, Kind kind, Random random, IReadOnlyList<string> otherSentences)
    {
        string[] options = [.. question.Options.Select(option => option.Text)];
        switch (kind)
        {
            case Kind.Recased:
                return OverlapText.Of(Recase(question.Text, random), options.Select(option => Recase(option, random)));
            case Kind.OptionsShuffled:
                random.Shuffle(options);
                return OverlapText.Of(question.Text, options);
            case Kind.SentenceChanged:
                string[] sentences = [.. Sentences(question.Text)];
                sentences[random.Next(sentences.Length)] = otherSentences[random.Next(otherSentences.Count)];
                return OverlapText.Of(string.Join(' ', sentences), options);
            default:
                return OverlapText.Of(question.Text, options);
        }
    }

    private static string Recase(string text, Random random) => random.Next(3) switch
    {
        0 => text.ToUpperInvariant(),
        1 => text.ToLowerInvariant(),
        _ => string.Concat(text.Select(unit => random.Next(2) == 0 ? char.ToUpperInvariant(unit) : char.ToLowerInvariant(unit))),
    };

    [GeneratedRegex(@"(?<=[.?!])\s+(?=[A-Z])")]
    private static partial Regex SentenceEnd();
}
