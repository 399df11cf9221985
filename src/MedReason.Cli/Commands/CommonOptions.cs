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
