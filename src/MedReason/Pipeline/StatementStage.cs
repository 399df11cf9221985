using MedReason.Graph;
using MedReason.Paths;
using MedReason.Questions;
using MedReason.Verification;

namespace MedReason.Pipeline;

/// <summary>Argues yes/no questions: about the statement in the question, by what the graph says of its two ends.</summary>
/// <param name="options">The options of the run.</param>
internal sealed class StatementStage(RunOptions options)
{
    private const string Stated = "the graph states what is asked";
    private const string Contradicted = "the graph states the contrary of what is asked";

    /// <summary>
    /// Returns whether a question is argued by its statement: yes or no is its known answer, and arguments are sought. Without options the answer has to be
    /// seen by the writer, which could conclude neither yes nor no else.
    /// </summary>
    public bool Applies(QuestionProgress progress) => options.MinGrade != EvidenceGrade.None && options.Mode == ReasoningMode.Explain
        && PolarChoice.Of(progress.View!.Known) is not null && (progress.View.Known.Options.Count > 0 || !progress.View.IsAnswerHidden);

    /// <summary>Reads the statement.</summary>
    public static ReadStatement? Read(QuestionProgress progress) =>
        StatementReader.Read(progress.Metadata!, progress.View!.ForReading, progress.Links);

    /// <summary>Returns what is concluded: nothing that the graph has a node of, so that paths run between the ends of the statement.</summary>
    public static Conclusions Conclude(QuestionProgress progress) => Conclusions.Plain(
        [], progress.Statement!.To, progress.View!.ForArguing, progress.View.LinksForArguing(progress.Links));

    /// <summary>Returns what the ranker chooses from: edges that say something of the statement, or all paths between its ends where no edge does.</summary>
    public static PathSearchResult Narrow(QuestionProgress progress)
    {
        Func<RelationType, RelationInfo?> find = Find(progress);
        PathSearchResult search = progress.Search!;
        bool Speaks(KgPath path) => progress.Statement!.Listen(path, find) != StatementVoices.None;
        return !search.Pairs.Any(pair => pair.Paths.Any(Speaks)) ? search : search with
        {
            Pairs = [.. search.Pairs.Select(pair => pair with { Paths = [.. pair.Paths.Where(Speaks)] })],
        };
    }

    /// <summary>Adds what the evidence says of the statement, to which answer each path belongs, and the grade.</summary>
    /// <returns>The evidence, and why the question ends here; null when the evidence suffices.</returns>
    public (EvidenceSet Evidence, (string Reason, string Detail)? Refusal) Grade(EvidenceSet evidence, QuestionProgress progress)
    {
        ReadStatement statement = progress.Statement!;
        MedicalQuestion known = progress.View!.Known;
        PolarChoice choice = PolarChoice.Of(known)!;
        Func<RelationType, RelationInfo?> find = Find(progress);
        StatementSupport support = statement.Judge(progress.Search!.Pairs.SelectMany(static pair => pair.Paths), find);
        bool? answer = AnswerOf(known);
        EvidencePath[] paths = [.. evidence.Paths.SelectMany(path => Assign(path, statement.Listen(path.Path, find), support, choice, answer))];
        EvidenceSet graded = evidence with
        {
            Paths = paths,
            Contrast = [.. progress.Conclusions!.RankedQuestion.Options.Select(option => Compare(option.Label, choice, support, paths))],
            FavoredLabel = support switch { StatementSupport.Stated => choice.Yes, StatementSupport.Contradicted => choice.No, _ => null },
            Intent = progress.Intent,
            Statement = new QuestionStatement
            {
                From = statement.From,
                To = statement.To,
                Cue = statement.Relation.Cue,
                IsFromRationale = statement.IsFromRationale,
                Support = support,
            },
        };
        (EvidenceGrade grade, string reason, string detail) = Weigh(support, answer);
        graded = graded with
        {
            Grade = grade,
            ContestedBy = reason != ReasonCodes.Contested ? null : answer == true ? choice.No : choice.Yes,
        };
        return (graded, grade >= options.MinGrade ? null : (reason, detail));
    }

    private static (EvidenceGrade Grade, string Reason, string Detail) Weigh(StatementSupport support, bool? answer) => (support, answer) switch
    {
        (StatementSupport.Stated, true) or (StatementSupport.Contradicted, false) => (
            EvidenceGrade.Supporting, ReasonCodes.Undecided, "What one edge states is no lead over every other answer."),
        (StatementSupport.Mixed, not null) => (EvidenceGrade.Associated, ReasonCodes.Contested, "The graph states what is asked, and the contrary."),
        (StatementSupport.Stated, false) => (EvidenceGrade.Associated, ReasonCodes.Contested, "The graph states what is asked, and the answer denies it."),
        (StatementSupport.Contradicted, true) => (
            EvidenceGrade.Associated, ReasonCodes.Contested, "The graph states the contrary of what is asked, and the answer affirms it."),
        (StatementSupport.Absent, false) => (
            EvidenceGrade.Absence,
            ReasonCodes.NoArgument,
            "The graph joins the two and states neither what is asked nor the contrary: an absence argues for no answer."),
        (_, null) => (EvidenceGrade.Associated, ReasonCodes.NoArgument, "No edge argues for an answer that is neither yes nor no."),
        _ => (EvidenceGrade.Associated, ReasonCodes.NoArgument, "Paths join the two, and none of them says what is asked."),
    };

    private static bool? AnswerOf(MedicalQuestion known)
    {
        string? answer = known.FindOption(known.AnswerLabel)?.Text ?? known.Answer;
        return PolarChoice.IsYes(answer) ? true : PolarChoice.IsNo(answer) ? false : null;
    }

    /// <summary>Gives a path to the answer that it speaks for or against; one that speaks for both is listed for each.</summary>
    private static IEnumerable<EvidencePath> Assign(
        EvidencePath path, StatementVoices voices, StatementSupport support, PolarChoice choice, bool? answer)
    {
        bool isContrary = (voices & StatementVoices.Denies) != 0 || (voices != StatementVoices.None && support == StatementSupport.Contradicted);
        if (voices == StatementVoices.None)
        {
            yield return path with { OptionLabel = null, Stance = EvidenceStance.Supports };
        }

        if ((voices & StatementVoices.States) != 0)
        {
            yield return path with { OptionLabel = choice.Yes, Argument = Stated, Stance = StanceOf(choice, answer != false) };
        }

        if (isContrary)
        {
            yield return path with { OptionLabel = choice.No, Argument = Contradicted, Stance = StanceOf(choice, answer != true) };
        }
        else if (voices == StatementVoices.Harms)
        {
            // Beside a stated benefit a harm is counter-evidence.
            bool isForAnswer = answer == false && choice.Yes is null;
            yield return path with { OptionLabel = choice.Yes, Stance = isForAnswer ? EvidenceStance.Supports : EvidenceStance.Opposes };
        }
    }

    // A path of an option supports it; without options there is one conclusion, which a path supports or opposes.
    private static EvidenceStance StanceOf(PolarChoice choice, bool isForAnswer) =>
        choice.Yes is not null || isForAnswer ? EvidenceStance.Supports : EvidenceStance.Opposes;

    private static OptionEvidence Compare(string label, PolarChoice choice, StatementSupport support, EvidencePath[] paths)
    {
        StatementSupport own = label == choice.Yes ? StatementSupport.Stated : label == choice.No ? StatementSupport.Contradicted : StatementSupport.Absent;
        double score = paths.Where(path => path.OptionLabel == label && path.Stance == EvidenceStance.Supports)
            .Select(static path => Math.Exp(path.Score)).DefaultIfEmpty().Max();
        return OptionContrast.Point(
            new OptionEvidence
            {
                Label = label,
                Support = own == StatementSupport.Absent || support == StatementSupport.Absent ? OptionSupport.NoEvidence
                    : support == StatementSupport.Mixed ? OptionSupport.Mixed
                    : support == own ? OptionSupport.Supported : OptionSupport.Opposed,
                Score = Math.Round(score, 9),
            },
            paths);
    }

    private static Func<RelationType, RelationInfo?> Find(QuestionProgress progress) => RelationTable.For(progress.Metadata!).GetValueOrDefault;
}
