using System.Text;

namespace MedReason.Shared;

/// <summary>Reads the words of a relation's name, in whatever style they are joined, for what they deny or warn of.</summary>
internal static class RelationWords
{
    private const string ContraindicationStem = "contraind";
    private const string AvoidanceStem = "avoid";

    private static readonly HashSet<string> Denials = new(StringComparer.Ordinal)
    {
        "not", "no", "non", "none", "nor", "neither", "never", "cannot", "lack", "lacks", "lacked", "lacking", "absent", "absence", "without", "negated",
        "exclude", "excludes", "excluded", "excluding", "denies", "denied", "ineffective",
        "isnt", "arent", "wasnt", "werent", "doesnt", "dont", "didnt", "cant", "couldnt", "wont", "wouldnt", "shouldnt", "mustnt", "hasnt", "havent",
    };

    private static readonly HashSet<string> Warnings = new(StringComparer.Ordinal) { "contra", "unsafe", "prohibited", "forbidden" };

    /// <summary>Splits a name into its words, in lower case: at everything that is neither letter nor digit, and where the letter case begins a word.</summary>
    public static List<string> Split(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] is '\'' or '’')
            {
                continue;
            }

            if (word.Length > 0 && BeginsWord(name, i))
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(name[i]))
            {
                word.Append(char.ToLowerInvariant(name[i]));
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Returns what a name states as far as its words show: absent when they deny, contraindicated when they warn, otherwise affirmed.</summary>
    public static Polarity GetPolarity(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return Polarity.Affirmed;
        }

        List<string> words = Split(name);
        for (int i = 0; i < words.Count; i++)
        {
            if (IsDenial(words, i))
            {
                return Polarity.Absent;
            }

            if (IsWarning(words[i]))
            {
                return Polarity.Contraindicated;
            }
        }

        return Polarity.Affirmed;
    }

    /// <summary>Whether a word denies what the others say.</summary>
    public static bool IsDenial(List<string> words, int index)
    {
        if (!Denials.Contains(words[index]))
        {
            return false;
        }

        // "non-covalently" qualifies how something holds, and "NO2" is a substance; neither denies.
        string next = index + 1 < words.Count ? words[index + 1] : string.Empty;
        return words[index] switch
        {
            "non" => !next.EndsWith("ly", StringComparison.Ordinal),
            "no" => next.Length == 0 || !char.IsDigit(next[0]),
            _ => true,
        };
    }

    // "contralateral", "contraception" and "contrast" begin alike and warn of nothing.
    private static bool IsWarning(string word) =>
        word.StartsWith(ContraindicationStem, StringComparison.Ordinal) || word.StartsWith(AvoidanceStem, StringComparison.Ordinal) || Warnings.Contains(word);

    private static bool BeginsWord(string name, int index)
    {
        char before = name[index - 1];
        char unit = name[index];
        if (!char.IsLetterOrDigit(unit) || char.IsDigit(unit) != char.IsDigit(before))
        {
            return true;
        }

        if (!char.IsUpper(unit))
        {
            return false;
        }

        // The last capital of a run belongs to the word that it begins: "NOTIndicated" is "not indicated".
        return !char.IsUpper(before) || (index + 1 < name.Length && char.IsLower(name[index + 1]));
    }
}
