using System.CommandLine;

namespace MedReason.Cli;

/// <summary>The options that several verbs take, each made anew so that a verb can say what it is for.</summary>
internal static class CommonOptions
{
    public static Option<string> Kg() => new("--kg") { Description = "The graph: a .mrkg snapshot made by kg build.", HelpName = "GRAPH", Required = true };

    public static Option<string> Input(string description) => new("--input") { Description = description, HelpName = "FILE", Required = true };

    public static Option<string?> Output(string description) =>
        new("--output") { Description = description + " Standard output where it is not given.", HelpName = "FILE" };

    public static Option<string> Choice(string name, string description, string preset, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => preset };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    /// <summary>Creates the option for the language of the texts and of the names of the graph.</summary>
    public static Option<LanguageProfile> Language() => new("--language")
    {
        Description = $"The language of the texts and of the names of the graph, by BCP 47: {string.Join(" or ", LanguageProfile.KnownNames)}.",
        DefaultValueFactory = _ => LanguageProfile.English,
        CustomParser = static result =>
        {
            string name = result.Tokens[0].Value;
            if (LanguageProfile.TryFind(name, out LanguageProfile? language))
            {
                return language;
            }

            result.AddError($"--language takes {string.Join(" or ", LanguageProfile.KnownNames)}, found '{name}'");
            return null;
        },
        HelpName = "NAME",
    };

    /// <summary>Creates the option that reads values into findings.</summary>
    public static Option<bool> DeriveFindings() => new("--derive-findings")
    {
        Description = "Also reads values into findings, such as a temperature of 39.2 C into fever, by reference ranges of adults; each is marked as derived.",
    };

    /// <summary>Gets how texts are read.</summary>
    /// <exception cref="UsageException">Findings are to be derived of texts that are not English.</exception>
    public static LexiconEntityExtractorOptions ToExtractorOptions(LanguageProfile language, bool deriveFindings, bool includeNested = false) =>
        deriveFindings && language != LanguageProfile.English
            ? throw new UsageException("--derive-findings reads English only; leave it out, or leave --language out")
            : new() { Language = language, DeriveFindings = deriveFindings, IncludeNested = includeNested };

    /// <summary>Gets the names of the grades of evidence, as options take them.</summary>
    public static string[] GradeNames => [.. Enum.GetNames<EvidenceGrade>().Select(static name => name.ToLowerInvariant())];

    /// <summary>Returns the grade of a name.</summary>
    public static EvidenceGrade ToGrade(string name) => Enum.Parse<EvidenceGrade>(name, ignoreCase: true);

    /// <summary>An integer with bounds, refused outside them.</summary>
    public static Option<int> Count(string name, string description, int preset, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => preset, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && (value < least || value > most))
            {
                result.AddError($"{name} takes {least} to {most}, found {value}");
            }
        });
        return option;
    }
}
