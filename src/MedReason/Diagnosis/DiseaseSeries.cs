using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MedReason.Shared;

namespace MedReason.Diagnosis;

/// <summary>Finds the diseases that are numbered forms of one disease, by their names: "Noonan syndrome 2" and "Noonan syndrome".</summary>
internal static partial class DiseaseSeries
{
    private static readonly char[] PartEnds = [',', ';'];

    /// <summary>Returns the name of the series of each disease that has one: at least one other member, and a first one.</summary>
    /// <remarks>
    /// A series begins with a form that is number 1 or has no number. Numbers of chromosomes mostly have no such first; "Trisomy 1q" is taken for one.
    /// </remarks>
    /// <param name="diseases">The diseases with their names.</param>
    public static FrozenDictionary<NodeId, string> Find(IEnumerable<(NodeId Id, string Name)> diseases) => diseases
        .Select(static disease => (disease.Id, Form: Read(disease.Name)))
        .GroupBy(static disease => disease.Form.Name, StringComparer.Ordinal)
        .Where(static series => series.Key.Length > 0 && series.Skip(1).Any() && series.Any(static disease => disease.Form.IsFirst))
        .SelectMany(static series => series)
        .ToFrozenDictionary(static disease => disease.Id, static disease => disease.Form.Name);

    /// <summary>Splits a name at its number. What follows the part with the number describes the form: "Spastic paraplegia 78, autosomal recessive".</summary>
    private static (string Name, bool IsFirst) Read(string name)
    {
        var words = new List<string>();
        foreach (string part in name.Split(PartEnds))
        {
            string folded = NameFolding.Fold(part);
            Match match = Numbered().Match(folded);
            words.Add(match.Success ? match.Groups["name"].Value : folded);
            if (match.Success)
            {
                return (string.Join(' ', words).Trim(), FirstNumber().IsMatch(match.Groups["number"].Value));
            }
        }

        return (string.Join(' ', words).Trim(), true);
    }

    [GeneratedRegex(@"^(?<name>.*?)(?:^|\s)(?:type\s)?(?<number>[0-9]+[a-z]?|[ivx]+[ab]?)\z")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^(?:1[a-z]?|i[ab]?)\z")]
    private static partial Regex FirstNumber();
}
