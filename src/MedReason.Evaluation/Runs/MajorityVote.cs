namespace MedReason.Evaluation;

/// <summary>Joins the answers of several replies to one.</summary>
internal static class MajorityVote
{
    /// <summary>The method of an answer that several replies voted on.</summary>
    public const string Method = "vote";

    /// <summary>The answer that most replies name; ambiguous where two are named equally often. Replies without an answer do not vote.</summary>
    public static ExtractedAnswer Of(IReadOnlyList<ExtractedAnswer> answers)
    {
        if (answers.Count == 1)
        {
            return answers[0];
        }

        (string Label, int Count)[] votes =
        [
            .. answers.Where(answer => answer.Label is not null)
                .GroupBy(answer => answer.Label!, StringComparer.Ordinal)
                .Select(group => (Label: group.Key, Count: group.Count()))
                .OrderByDescending(vote => vote.Count).ThenBy(vote => vote.Label, StringComparer.Ordinal),
        ];
        if (votes.Length == 0)
        {
            return new ExtractedAnswer
            {
                Status = answers.Any(answer => answer.Status == AnswerStatus.Ambiguous)
                ? AnswerStatus.Ambiguous
                : AnswerStatus.Abstain,
                Method = Method
            };
        }

        return votes.Length > 1 && votes[0].Count == votes[1].Count
            ? new ExtractedAnswer { Status = AnswerStatus.Ambiguous, Method = Method }
            : new ExtractedAnswer { Label = votes[0].Label, Status = AnswerStatus.Answered, Method = Method };
    }

    /// <summary>
    /// How often two replies name the same option, over all pairs of replies; a reply without an answer agrees with none. Null for a single reply.
    /// </summary>
    public static double? Agreement(IReadOnlyList<ExtractedAnswer> answers)
    {
        if (answers.Count < 2)
        {
            return null;
        }

        int same = 0;
        for (int i = 0; i < answers.Count; i++)
        {
            for (int j = i + 1; j < answers.Count; j++)
            {
                same += answers[i].Label is not null && answers[i].Label == answers[j].Label ? 1 : 0;
            }
        }

        return same / (answers.Count * (answers.Count - 1) / 2.0);
    }
}
