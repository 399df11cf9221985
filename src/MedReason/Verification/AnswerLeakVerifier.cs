using System.Globalization;
using MedReason.Text;
using MedReason.Verification;

namespace MedReason;

/// <summary>Checks that a chain argues towards its answer instead of from it.</summary>
/// <remarks>
/// <para>An answer leaks in three ways: the chain mentions an answer, paths or instructions that it was given; it repeats the source's rationale before any
/// evidence; or its early words overlap with the answer. The overlap is the share of the answer's words, weighted by their rarity, that are in them and not
/// in the question; it counts as far as it exceeds the mean overlap with the other options, so that a chain may name its options early.</para>
/// <para>Early is what precedes the first sentence that names two entities of a path that its step cites, and in the first of several steps what is outside
/// such sentences. If no step cites anything that was offered, it is the first step, and to state the answer there is a warning: to answer first is a habit
/// of many models that were given no answer. It needs no model. Safe for concurrent use.</para>
/// </remarks>
public sealed class AnswerLeakVerifier : IChainVerifier, IReadingVerifier, IWarmableStage
{
    /// <summary>The verifier's name in its findings.</summary>
    public const string VerifierName = "answer_leak";

    /// <summary>The minimum share of the answer's weight at which it counts as stated.</summary>
    private const double SaidShare = 0.6;

    /// <summary>The minimum excess over the mean of the other options.</summary>
    private const double ExcessShare = 0.5;

    /// <summary>The number of consecutive words of the rationale that do not occur by chance.</summary>
    private const int RationaleWords = 8;

    /// <inheritdoc />
    public Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        return ((IReadingVerifier)this).VerifyAsync(graph, new RequestReading(request), cancellationToken);
    }

    /// <inheritdoc />
    Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken) => WordRarity.ForAsync(graph, cancellationToken).AsTask();

    /// <inheritdoc />
    async Task<ChainVerdict> IReadingVerifier.VerifyAsync(IKnowledgeGraph graph, RequestReading reading, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        VerificationRequest request = reading.Request;
        var findings = new FindingList(VerifierName);
        CheckPhrases(request, findings);
        IReadOnlyList<(int Step, string Text)> early = GetEarly(reading);
        if (early.Count > 0)
        {
            CheckRationale(reading, early, findings);
            CheckOverlap(reading, early, await WordRarity.ForAsync(graph, cancellationToken).ConfigureAwait(false), findings);
        }

        return findings.ToVerdict();
    }

    private static void CheckPhrases(VerificationRequest request, FindingList findings)
    {
        bool isFoundInStep = false;
        for (int i = 0; i < request.Chain.Steps.Count; i++)
        {
            isFoundInStep |= CheckPhrases(request.Chain.Steps[i].Text, i, findings);
        }

        if (!isFoundInStep)
        {
            CheckPhrases(request.Chain.Text, null, findings);
        }
    }

    private static bool CheckPhrases(string text, int? step, FindingList findings)
    {
        string? answer = LeakPhrases.FindGivenAnswer(text);
        string? instruction = LeakPhrases.FindInstruction(text);
        if (answer is not null)
        {
            findings.Add(ReasonCodes.GivenAnswerMentioned, FindingSeverity.Error, step, "The chain speaks of an answer that it was given.", null, answer);
        }

        if (instruction is not null)
        {
            findings.Add(
                ReasonCodes.InstructionMentioned,
                FindingSeverity.Error,
                step,
                "The chain speaks of instructions or paths that it was given.",
                null,
                instruction);
        }

        return answer is not null || instruction is not null;
    }

    private static IReadOnlyList<(int Step, string Text)> GetEarly(RequestReading reading)
    {
        ReasoningChain chain = reading.Request.Chain;
        bool isCited = reading.Request.IsEvidenceOffered && chain.Steps.Any(step => step.PathIndexes.Count > 0);
        var early = new List<(int, string)>();
        bool hasEvidence = false;
        for (int i = 0; i < chain.Steps.Count && (!hasEvidence || i == 0); i++)
        {
            ProseText text = reading.Step(i);
            IEnumerable<int> cited = chain.Steps[i].PathIndexes.Where(index => index >= 0 && index < chain.Evidence.Paths.Count);
            HashSet<int> evident = FindEvident(text, cited.Select(index => chain.Evidence.Paths[index].Path));
            for (int sentence = 0; sentence < text.SentenceCount; sentence++)
            {
                if (evident.Contains(sentence))
                {
                    hasEvidence = true;
                }
                else if (!hasEvidence || chain.Steps.Count > 1)
                {
                    early.Add((i, text.SentenceText(sentence)));
                }
            }

            if (!isCited)
            {
                break;
            }
        }

        return early;
    }

    /// <summary>Returns the sentences that name two entities of one of the paths.</summary>
    private static HashSet<int> FindEvident(ProseText text, IEnumerable<KgPath> paths)
    {
        var evident = new HashSet<int>();
        foreach (KgPath path in paths)
        {
            var once = new HashSet<int>();
            foreach (KgNode node in path.Nodes)
            {
                foreach (int sentence in text.Find(node).Select(span => text.Words[span.First].Sentence).Distinct())
                {
                    if (!once.Add(sentence))
                    {
                        evident.Add(sentence);
                    }
                }
            }
        }

        return evident;
    }

    private static void CheckRationale(RequestReading reading, IReadOnlyList<(int Step, string Text)> early, FindingList findings)
    {
        if (string.IsNullOrWhiteSpace(reading.Request.Question.Rationale))
        {
            return;
        }

        var rationale = new WordRuns(ProseText.Read(reading.Request.Question.Rationale), RationaleWords);
        var known = new WordRuns(reading.Question, RationaleWords);
        foreach ((int step, string text) in early)
        {
            var words = ProseText.Read(text);
            string? repeated = Enumerable.Range(0, Math.Max(0, words.Words.Count - RationaleWords + 1))
                .Where(start => rationale.Hold(words, start) && !known.Hold(words, start))
                .Select(start => string.Join(' ', words.Words.Skip(start).Take(RationaleWords).Select(word => word.Form)))
                .Min(StringComparer.Ordinal);
            if (repeated is not null)
            {
                findings.Add(
                    ReasonCodes.RationaleBeforeEvidence,
                    FindingSeverity.Error,
                    step,
                    "The step repeats the source's rationale before any evidence.",
                    null,
                    repeated);
                return;
            }
        }
    }

    private static void CheckOverlap(RequestReading reading, IReadOnlyList<(int Step, string Text)> early, WordRarity rarity, FindingList findings)
    {
        VerificationRequest request = reading.Request;
        MedicalQuestion question = request.Question;
        AnswerOption? answer = question.FindOption(question.AnswerLabel) ?? question.FindOption(request.Chain.AnswerLabel);
        string? words = answer?.Text ?? question.Answer ?? request.Chain.Answer;
        if (string.IsNullOrWhiteSpace(words))
        {
            return;
        }

        var overlap = new EarlyOverlap(reading, early.Select(part => part.Text), rarity);
        double? own = overlap.With(words, answer?.Label);
        if (own is not >= SaidShare)
        {
            return;
        }

        double[] others = [.. question.Options.Where(option => option != answer).Select(option => overlap.With(option.Text, option.Label)).OfType<double>()];
        double mean = others.Length == 0 ? 0 : others.Average();
        if (Math.Round(own.Value - mean, 9) >= ExcessShare)
        {
            findings.Add(
                ReasonCodes.AnswerBeforeEvidence,
                request.IsEvidenceOffered ? FindingSeverity.Error : FindingSeverity.Warning,
                early[0].Step,
                "The chain's first words state its answer, before any evidence for it.",
                string.Create(CultureInfo.InvariantCulture, $"overlap with the other options {mean:0.###}"),
                string.Create(CultureInfo.InvariantCulture, $"overlap with the answer {own.Value:0.###}"));
        }
    }

    /// <summary>The overlap of a chain's early words with an answer: the share of the answer's weight that is in them and not in the question.</summary>
    private sealed class EarlyOverlap
    {
        private readonly VerificationRequest _request;
        private readonly WordRarity _rarity;
        private readonly ProseText _early;
        private readonly HashSet<string> _earlyKeys;
        private readonly HashSet<string> _askedKeys;
        private readonly HashSet<string?> _earlyLabels;
        private readonly IReadOnlyList<ProseSpan> _quotes;

        public EarlyOverlap(RequestReading reading, IEnumerable<string> early, WordRarity rarity)
        {
            _request = reading.Request;
            _rarity = rarity;
            _early = ProseText.Read(string.Join('\n', early.Select(text => text + "\n")));
            _quotes = PublicationQuotes.Find(_early, reading.Request.Chain.Evidence);
            _earlyKeys = [.. _early.Words.Select(word => word.Key)];
            _askedKeys = [.. reading.Question.Words.Concat(reading.Context.Words).Select(word => word.Key)];
            _earlyLabels = [.. reading.Options.Find(_early).Where(mention => mention.IsByLabel).Select(mention => mention.Label)];
        }

        /// <summary>Returns the overlap with an answer, 1 when its label or entity is named; null when no word of it weighs anything.</summary>
        public double? With(string answer, string? label)
        {
            if (label is not null && _earlyLabels.Contains(label))
            {
                return 1;
            }

            double whole = 0;
            double part = 0;
            foreach (ProseWord word in ProseText.Read(answer).Words.DistinctBy(word => word.Key))
            {
                double weight = _askedKeys.Contains(word.Key) ? 0 : _rarity.Of(word);
                whole += weight;
                part += _earlyKeys.Contains(word.Key) ? weight : 0;
            }

            return whole == 0 ? null : IsNamed(answer, label) ? 1 : part / whole;
        }

        private bool IsNamed(string answer, string? label) => _request.Links.Any(link =>
            link.Node is { } node && IsOf(link.Mention, label) && TextMatch.IsSame(link.Mention.Text, answer) && _early.Find(node).Any(IsSaid));

        /// <summary>Whether the words at a place name something; the id of the answer may be that of a publication which the evidence rests on.</summary>
        private bool IsSaid(ProseSpan span) => !_quotes.Any(quote => quote == span || quote.Holds(span));

        private static bool IsOf(EntityMention mention, string? label) => label is null
            ? mention.Role == MentionRole.Answer
            : mention.Role == MentionRole.Option && string.Equals(mention.OptionLabel, label, StringComparison.Ordinal);
    }
}
