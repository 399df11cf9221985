using System.Collections.Frozen;

namespace MedReason.Entities;

/// <summary>Words that mean different things whatever a list of synonyms says: opposites, sides, ages, degrees.</summary>
/// <remarks>Ontologies list narrower names as synonyms, so that two opposites may both stand beside one broader name.</remarks>
internal static class WordContrasts
{
    /// <summary>Words of one line exclude each other. In normal form.</summary>
    private static readonly FrozenDictionary<string, long> Groups = Build([
        "acute chronic subacute", "upper lower", "with without", "left right bilateral unilateral", "male female", "benign malignant", "anterior posterior",
        "superior inferior", "medial lateral", "proximal distal", "internal external", "increased decreased", "high low", "large small", "long short",
        "mild moderate severe profound", "primari secondari", "congenital acquired", "adult juvenile childhood infantile neonatal", "maternal paternal",
        "dominant recessive", "first second third fourth fifth", "hand foot forearm finger toe", "arm leg", "eye ear nose", "partial complete total",
        "anteparta postparta", "early late", "central peripheral", "excess deficienci", "sensori motor", "simple complex", "wide narrow", "deep superficial",
        "type primari adult", "carcinoma sarcoma lymphoma adenocarcinoma", "thick thin", "systolic diastolic", "atrial ventricular", "aortic pulmonic mitral",
    ]);

    private static readonly FrozenDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> Lookup = Groups.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[][] Prefixes =
    [
        ["hyper", "hypo"], ["macro", "micro"], ["pre", "post"], ["ante", "post"], ["intra", "extra"], ["supra", "infra"], ["supra", "sub"], ["brady", "tachy"],
        ["poly", "oligo"], ["endo", "exo"], ["ab", "ad"], ["intra", "inter"], ["homo", "hetero"], ["normo", "hyper"], ["normo", "hypo"], ["mono", "poly"],
        ["mono", "bi"], ["uni", "bi"], ["hemi", "para"], ["para", "tetra"], ["para", "quadri"], ["a", "poly"],
    ];

    /// <summary>Whether two normal forms exclude each other, as words ("acute", "chronic") or by their prefixes ("hypertension", "hypotension").</summary>
    public static bool Contrast(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.SequenceEqual(right))
        {
            return false;
        }

        if (Lookup.TryGetValue(left, out long a) && Lookup.TryGetValue(right, out long b) && (a & b) != 0)
        {
            return true;
        }

        foreach (string[] pair in Prefixes)
        {
            if (DifferByPrefix(left, right, pair[0], pair[1]) || DifferByPrefix(left, right, pair[1], pair[0]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool DifferByPrefix(ReadOnlySpan<char> left, ReadOnlySpan<char> right, string one, string other) =>
        left.StartsWith(one) && right.StartsWith(other) && left[one.Length..].SequenceEqual(right[other.Length..]);

    private static FrozenDictionary<string, long> Build(string[] lines)
    {
        Dictionary<string, long> groups = new(StringComparer.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (string word in lines[i].Split(' '))
            {
                groups[word] = groups.GetValueOrDefault(word) | (1L << i);
            }
        }

        return groups.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
