namespace MedReason.Datasets;

/// <summary>Specifies by what two questions count as one.</summary>
public enum OverlapMeasure
{
    /// <summary>The same words in the stem and the same options, ignoring order and case.</summary>
    Identical = 0,

    /// <summary>The share of one stem's distinct word n-grams that the other also has, the larger of the two directions, from 0 to 1.</summary>
    NGramContainment = 1,

    /// <summary>
    /// For two short stems: <c>100 · 2 · L / (a + b)</c> over the characters of stem and sorted options, L being the length of their longest common
    /// subsequence; from 0 to 100.
    /// </summary>
    FuzzyRatio = 2,

    /// <summary>The length of the longest common subsequence of the words of stem and sorted options over the words of the longer text, from 0 to 1.</summary>
    LongestCommonSubsequence = 3,
}
