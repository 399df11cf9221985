namespace MedReason.Verification;

/// <summary>Labels each step of a text, in the text's order, by the gravest of its claims.</summary>
internal static class StepLabels
{
    /// <summary>Labels the lines of arrows and the sentences of a text.</summary>
    /// <param name="foreign">The text.</param>
    /// <param name="prose">Its sentences.</param>
    /// <param name="hops">The claims of its lines of arrows.</param>
    /// <param name="statements">What its sentences state.</param>
    /// <param name="stated">The claim of each statement.</param>
    public static IReadOnlyList<StepLabel> Label(
        ForeignText foreign,
        ProseText prose,
        IReadOnlyList<TextClaim> hops,
        IReadOnlyList<ForeignStatement> statements,
        IReadOnlyList<TextClaim> stated)
    {
        ILookup<int?, TextClaim> byPath = hops.ToLookup(claim => claim.Path);
        ILookup<int, TextClaim> bySentence = statements.Zip(stated).ToLookup(pair => pair.First.Number, pair => pair.Second);
        IEnumerable<(int Start, StepLabel Step)> lines = foreign.Paths.Select((path, i) => (path.Start, Label(path.Line, byPath[i])));
        IEnumerable<(int Start, StepLabel Step)> sentences = Starts(prose).Select(
            (start, number) => (start, Label(prose.SentenceText(number), bySentence[number])));
        return [.. lines.Concat(sentences).OrderBy(step => step.Start).Select(step => step.Step)];
    }

    private static StepLabel Label(string text, IEnumerable<TextClaim> claims)
    {
        TextClaim? gravest = claims.Where(claim => claim.Status != ClaimStatus.NotCheckable && (claim.IsPlain || claim.Status != ClaimStatus.NotInGraph))
            .MaxBy(claim => Weight(claim.Status));
        return new StepLabel { Text = text, Status = gravest?.Status ?? ClaimStatus.NotCheckable, Claim = gravest };
    }

    private static int Weight(ClaimStatus status) => status switch
    {
        ClaimStatus.Contradicted => 3,
        ClaimStatus.NotInGraph => 2,
        ClaimStatus.Supported => 1,
        _ => 0,
    };

    private static IEnumerable<int> Starts(ProseText prose)
    {
        int sentence = -1;
        foreach (ProseWord word in prose.Words)
        {
            if (word.Sentence != sentence)
            {
                sentence = word.Sentence;
                yield return word.Start;
            }
        }
    }
}
