using System.Globalization;
using System.Text.RegularExpressions;
using MedReason.Text;
using MedReason.Verification;

namespace MedReason;

/// <summary>Decides whether a chain that others wrote holds, from its claims and its conclusion.</summary>
/// <remarks>
/// <para>A chain is rejected where something in it is false by the graph: a line of arrows with a hop that the graph does not have, a sentence that does
/// nothing but state a relation which the graph excludes or does not have, an answer that is not the known one, or a drug that is contraindicated. A
/// sentence whose words leave other readings never rejects. A chain in which nothing is false is accepted where the graph supports enough of its claims
/// and it reaches an answer; else it is <see cref="VerdictStatus.NotCheckable"/>, which is no pass.</para>
/// <para>The measures hold the precision over the claims that could be compared and the share of those among all. Safe for concurrent use.</para>
/// </remarks>
public sealed partial class ForeignChainVerifier
{
    /// <summary>The verifier's name in its findings.</summary>
    public const string VerifierName = "foreign_chain";

    private readonly ForeignChainVerifierOptions _options;
    private readonly SafetyVerifier _safety = new();

    /// <summary>Initializes a new instance of the <see cref="ForeignChainVerifier"/> class.</summary>
    /// <param name="options">When a text counts as read; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the share is no share.</exception>
    public ForeignChainVerifier(ForeignChainVerifierOptions? options = null)
    {
        _options = options ?? new ForeignChainVerifierOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MinSupportedClaims, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MinSupportedShare, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.MinSupportedShare, 1, nameof(options));
    }

    /// <summary>Decides.</summary>
    /// <param name="graph">The graph by which the chain was read.</param>
    /// <param name="question">The question, with its answer where that is known.</param>
    /// <param name="links">What the question's mentions are linked to.</param>
    /// <param name="chain">The chain, as <see cref="ForeignChainReader"/> read it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    public async Task<ChainVerdict> VerifyAsync(
        IKnowledgeGraph graph,
        MedicalQuestion question,
        IReadOnlyList<EntityLink> links,
        ForeignChain chain,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(chain);
        var request = new VerificationRequest { Question = question, Links = links, Chain = chain.Chain, IsEvidenceOffered = false };
        ChainVerdict safety = await _safety.VerifyAsync(graph, request, cancellationToken).ConfigureAwait(false);
        var findings = new FindingList(VerifierName);
        CheckPaths(chain, findings);
        CheckSentences(chain, findings);
        CheckPatient(question, chain, findings);
        bool isConcluded = CheckConclusion(question, chain, findings);
        int all = chain.Claims.Count;
        int compared = all - chain.CountClaims(ClaimStatus.NotCheckable);
        int supported = chain.CountClaims(ClaimStatus.Supported);
        bool isRead = supported >= _options.MinSupportedClaims && supported >= _options.MinSupportedShare * all;
        if (!isRead)
        {
            findings.Add(
                ReasonCodes.TooLittleRead,
                FindingSeverity.Info,
                null,
                "The graph supports too few of the text's claims to accept it.",
                string.Create(CultureInfo.InvariantCulture, $"{_options.MinSupportedClaims} and a share of {_options.MinSupportedShare:0.###}"),
                string.Create(CultureInfo.InvariantCulture, $"{supported} of {all}"));
        }

        string[] notChecked = LanguageCheck.Report(chain.Language, findings);
        ChainVerdict verdict = findings.ToVerdict();
        bool isFalse = verdict.Status == VerdictStatus.Rejected || safety.Status == VerdictStatus.Rejected;
        return verdict with
        {
            Status = isFalse ? VerdictStatus.Rejected : isRead && isConcluded ? VerdictStatus.Accepted : VerdictStatus.NotCheckable,
            Findings = FindingOrder.Sort(verdict.Findings.Concat(safety.Findings)),
            NotChecked = [.. safety.NotChecked, .. notChecked],
            Measures = new GroundingMeasures
            {
                ClaimCount = all,
                ClaimPrecision = Share(supported, compared),
                ReadClaimShare = Share(compared, all),
                StepCount = chain.Chain.Steps.Count(step => !step.IsBackground),
            },
        };
    }

    private static void CheckPaths(ForeignChain chain, FindingList findings)
    {
        foreach (IGrouping<int?, TextClaim> path in chain.Claims.Where(claim => claim.Path is not null).GroupBy(claim => claim.Path))
        {
            TextClaim[] hops = [.. path];
            string line = string.Join(" -> ", hops.Select(hop => hop.Object).Prepend(hops[0].Subject));
            foreach (TextClaim hop in hops.Where(hop => hop.Status == ClaimStatus.NotInGraph))
            {
                findings.Add(ReasonCodes.CitedPathNotInGraph, FindingSeverity.Error, null, "A path has a hop that the graph does not have.", line, hop.Text);
            }

            // A name between two others that the graph has: a path of the graph has no such place.
            bool isListed = chain.ListedPaths.Contains(path.Key!.Value);
            bool isAnchored = hops[0].SubjectId is not null && hops[^1].ObjectId is not null;
            foreach (TextClaim hop in hops.SkipLast(1).Where(hop => hop.ObjectId is null && isListed && isAnchored))
            {
                findings.Add(
                    ReasonCodes.CitedPathNotInGraph, FindingSeverity.Error, null, "A path passes a name that the graph does not have.", line, hop.Object);
            }
        }
    }

    private static void CheckSentences(ForeignChain chain, FindingList findings)
    {
        foreach (TextClaim claim in chain.Claims.Where(claim => claim.Path is null && claim.Status is ClaimStatus.NotInGraph or ClaimStatus.Contradicted))
        {
            bool isContradicted = claim.Status == ClaimStatus.Contradicted;
            findings.Add(
                isContradicted ? ReasonCodes.ClaimContradicted : ReasonCodes.ClaimNotInGraph,
                claim.IsPlain ? FindingSeverity.Error : FindingSeverity.Info,
                null,
                isContradicted ? "The graph excludes what a sentence states." : "The graph does not have what a sentence states.",
                isContradicted ? claim.Detail : null,
                claim.Text);
        }
    }

    private static void CheckPatient(MedicalQuestion question, ForeignChain chain, FindingList findings)
    {
        // Few texts add anything to the patient, so that the question is read again for few.
        HashSet<string>? known = null;
        foreach (Match match in AlsoHas().Matches(chain.Chain.Text))
        {
            known ??= ReadKnown(question);
            string[] keys = ProseText.Keys(match.Groups[1].Value);
            if (keys.Length > 0 && !keys.Any(known.Contains))
            {
                findings.Add(
                    ReasonCodes.FindingNotStated,
                    FindingSeverity.Info,
                    null,
                    "The text states something more of the patient, and no word of it is in the question.",
                    null,
                    match.Value);
            }
        }
    }

    private static HashSet<string> ReadKnown(MedicalQuestion question)
    {
        var asked = ProseText.Read(string.Join(
            "\n\n", question.Options.Select(option => option.Text).Concat([question.Text, question.Context ?? string.Empty, question.Answer ?? string.Empty])));
        return [.. asked.Words.Select(word => word.Key)];
    }

    private static bool CheckConclusion(MedicalQuestion question, ForeignChain chain, FindingList findings)
    {
        ReasoningChain read = chain.Chain;
        if (question.Options.Count == 0)
        {
            // Two wordings of an open answer are not compared: that they differ says little.
            bool isStated = question.Answer is not null || ForeignText.Read(read.Text).Reply is not null
                || ForeignConclusion.FindSection(read.Text) is { Length: > 0 };
            if (!isStated)
            {
                findings.Add(ReasonCodes.NoConclusion, FindingSeverity.Info, null, "The text has no conclusion.");
            }

            return isStated;
        }

        if (read.AnswerLabel is null)
        {
            findings.Add(ReasonCodes.NoConclusion, FindingSeverity.Info, null, "The text concludes no option, or several.");
            return false;
        }

        string? known = ForeignConclusion.FindKnownLabel(question);
        AnswerOption? option = question.FindOption(known);
        bool isOther = option is not null && option.Label != read.AnswerLabel && !TextMatch.IsSame(option.Text, read.Answer);
        if (isOther)
        {
            findings.Add(
                ReasonCodes.AnswerMismatch,
                FindingSeverity.Error,
                null,
                "The chain concludes something else than the known answer.",
                $"{option!.Label}: {option.Text}",
                $"{read.AnswerLabel}: {read.Answer}");
        }

        return true;
    }

    [GeneratedRegex(
        @"\b(?:patient|man|woman|boy|girl|child|infant|he|she)\s+also\s+(?:has|had|suffers from)\s+(?:an?\s+|the\s+)?"
            + @"([\w'-]+(?:\s[\w'-]+){0,4}?)(?=[,.;:]|\s(?:which|and|that)\b|$)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex AlsoHas();

    private static double? Share(int part, int whole) => whole == 0 ? null : Math.Round((double)part / whole, 9);
}
