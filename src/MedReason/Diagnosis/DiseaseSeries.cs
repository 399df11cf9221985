using System.Collections.Frozen;

namespace MedReason.Diagnosis;

/// <summary>Finds the diseases that are numbered forms of one disease, by their names and their findings: "Noonan syndrome 2" and "Noonan syndrome".</summary>
internal static class DiseaseSeries
{
    // The mean overlap of the members. Of pairs of diseases drawn at random five in a hundred overlap by more.
    private const double MinOverlap = 0.5;

    /// <summary>Returns the name of the series of each disease that has one.</summary>
    /// <remarks>
    /// A series has forms with different numbers, one of them number 1 or without a number, and findings in common: the numbers of trisomies and of glycogen
    /// storage diseases count different diseases.
    /// </remarks>
    /// <param name="diseases">The diseases with their names.</param>
    /// <param name="overlap">The overlap of their findings.</param>
    public static FrozenDictionary<NodeId, string> Find(IEnumerable<(DiseaseEntry Disease, DiseaseName Name)> diseases, FindingOverlap overlap) => diseases
        .GroupBy(static disease => disease.Name.Series, StringComparer.Ordinal)
        .Where(series => series.Key.Length > 0 && series.Any(static disease => disease.Name.IsFirst)
            && series.Select(static disease => disease.Name.Number).Distinct(StringComparer.Ordinal).Skip(1).Any()
            && overlap.OfAll([.. series.Select(static disease => disease.Disease)]) >= MinOverlap)
        .SelectMany(static series => series)
        .ToFrozenDictionary(static disease => disease.Disease.Id, static disease => disease.Name.Series);
}
