using MedReason.Verification;

namespace MedReason;

/// <summary>
/// Checks that a chain's conclusion names exactly one option, and the one that its label says; for an option that stands for others, those may be named too.
/// </summary>
/// <remarks>
/// It reads words and needs neither graph nor model. An option that the conclusion only sets aside ("rather than A", "A is unlikely") is not concluded. Where
/// the
/// question asks for the exception, "A does not belong" concludes A. A question without options needs an answer in words. Safe for concurrent use.
/// </remarks>
public sealed class AnswerOptionVerifier : IChainVerifier, IReadingVerifier
{
    /// <summary>The name that findings carry.</summary>
    public const string VerifierName = "answer_option";

    /// <inheritdoc />
    public Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        return ((IReadingVerifier)this).VerifyAsync(graph, new RequestReading(request), cancellationToken);
    }

    /// <inheritdoc />
    Task<ChainVerdict> IReadingVerifier.VerifyAsync(IKnowledgeGraph graph, RequestReading reading, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var findings = new FindingList(VerifierName);
        Check(reading, findings);
        return Task.FromResult(findings.ToVerdict());
    }

    private static void Check(RequestReading reading, FindingList findings)
    {
        VerificationRequest request = reading.Request;
        MedicalQuestion question = request.Question;
        ReasoningChain chain = request.Chain;
        if (question.Options.Count == 0)
        {
            if (string.IsNullOrWhiteSpace(chain.Answer))
            {
                findings.Add(ReasonCodes.NoConclusion, "The chain reaches no answer.");
            }

            return;
        }

        string all = string.Join(", ", question.Options.Select(option => option.Label));
        OptionReader options = reading.Options;
        string words = ConclusionReader.GetWords(chain);
        IReadOnlyList<string> named = ConclusionReader.FindLabels(words, options, question.Ask == QuestionAsk.Except);
        string? label = question.FindOption(chain.AnswerLabel)?.Label;
        if (named.Count == 0)
        {
            findings.Add(ReasonCodes.ConclusionWithoutOption, "The conclusion names no option.", label ?? all, words);
            return;
        }

        OptionCombination? combination = reading.Entities.Combinations
            .FirstOrDefault(entry => entry.Kind != OptionCombinationKind.None && string.Equals(entry.Label, label ?? named[0], StringComparison.Ordinal));
        string concluded = label ?? combination?.Label ?? named[0];
        string[] others =
        [
            .. named.Where(name => !options.AreSame(name, concluded) && combination?.Labels.Contains(name, StringComparer.Ordinal) != true),
        ];
        bool isNamed = named.Any(name => options.AreSame(name, concluded))
            || (combination is not null && combination.Labels.All(part => named.Contains(part, StringComparer.Ordinal)));
        if (!isNamed)
        {
            findings.Add(
                ReasonCodes.ConclusionOtherOption, "The conclusion names another option than the chain's label says.", concluded, string.Join(", ", named));
        }
        else if (others.Length > 0)
        {
            findings.Add(ReasonCodes.ConclusionSeveralOptions, "The conclusion names more options than are asked for.", concluded, string.Join(", ", named));
        }
    }
}
