using System.Globalization;
using MedReason;

/// <summary>Prints a result as a person reads it: the question, the chain, how the options compare, the verdict.</summary>
internal static class ResultPrinter
{
    private const int Width = 100;

    public static void Print(ReasoningResult result)
    {
        MedicalQuestion question = result.Question;
        Heading("Question " + question.Id);
        Wrap(question.Text, string.Empty);
        foreach (AnswerOption option in question.Options)
        {
            Console.WriteLine($"  {option.Label}. {option.Text}{(option.Label == question.AnswerLabel ? "   <- the answer to explain" : string.Empty)}");
        }

        if (result.Chain is null)
        {
            Heading("No chain");
            Wrap($"{result.Detail} ({result.Reason} at stage {result.FailedStage})", string.Empty);
            return;
        }

        Heading("Reasoning");
        foreach (string paragraph in result.Chain.Text.Split('\n'))
        {
            Wrap(paragraph, string.Empty);
        }

        PrintContrast(result);
        PrintVerdict(result);
    }

    private static void PrintContrast(ReasoningResult result)
    {
        if (result.Evidence is not { Contrast.Count: > 0 } evidence)
        {
            return;
        }

        Heading("How the options compare (by strength of evidence)");
        foreach (OptionEvidence option in evidence.Contrast)
        {
            string text = result.Question.FindOption(option.Label)?.Text ?? string.Empty;
            string line = option.Support switch
            {
                OptionSupport.Supported => Path("supported by", evidence, option.SupportingPaths),
                OptionSupport.Opposed => Path("spoken against by", evidence, option.OpposingPaths),
                OptionSupport.Mixed => Path("supported by", evidence, option.SupportingPaths) + "; " + Path("spoken against by", evidence, option.OpposingPaths),
                OptionSupport.NoEvidence => "nothing in the graph joins it to the question (absence of evidence, not evidence of absence)",
                _ => "the graph does not know it, so nothing can be said",
            };
            Wrap(string.Create(CultureInfo.InvariantCulture, $"{option.Label}. {text} ({option.Score:F3}): {line}"), "   ");
        }
    }

    private static string Path(string verb, EvidenceSet evidence, IReadOnlyList<int> indexes) => indexes.Count == 0
        ? "weighed with the others"
        : $"{verb} {evidence.Paths[indexes[0]].Path}";

    private static void PrintVerdict(ReasoningResult result)
    {
        Heading("Verdict: " + result.Outcome.ToString().ToLowerInvariant());
        if (result.Reason is not null)
        {
            Wrap($"{result.Reason}: {result.Detail}", string.Empty);
        }

        if (result.Verdict?.Measures is { } measures)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{measures.ClaimPrecision:P0} of {measures.ClaimCount} claims are in the graph with direction and polarity; {measures.GroundedStepShare:P0} of {measures.StepCount} steps are grounded."));
        }

        foreach (VerificationFinding finding in result.Verdict?.Findings ?? [])
        {
            Wrap($"- {finding.Severity.ToString().ToLowerInvariant()} {finding.Code}: {finding.Message}", "  ");
        }

        Console.WriteLine();
        Console.WriteLine("This is a demonstration of software: no medical device, no advice.");
    }

    private static void Heading(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
        Console.WriteLine(new string('-', Math.Min(text.Length, Width)));
    }

    private static void Wrap(string text, string indent)
    {
        string line = string.Empty;
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                Console.WriteLine(line);
                line = indent + word;
            }
            else
            {
                line = line.Length == 0 ? word : line + " " + word;
            }
        }

        Console.WriteLine(line);
    }
}
