using System.Globalization;
using MedReason.Benchmarks;
using MedReason.Datasets;
using MedReason.Evaluation;
using MedReason.Questions;
using MedReason.Shared;

namespace MedReason.Quality.Tests;

/// <summary><c>medqa-options</c>: the share of questions whose option with the best evidence is the right one, where at least two options link, beside degree alone and chance.</summary>
/// <remarks>Questions run in answer mode through the stages that need no model. Where a method does not decide it draws one of the options by a fixed hash.</remarks>
internal static class MedQaOptions
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(options.Require("--kg"), null, default).ConfigureAwait(false);
        string format = options.Find("--format") ?? "medqa";
        DegreePathCost cost = await DegreePathCost.CreateAsync(graph).ConfigureAwait(false);
        var run = new RunOptions { Mode = ReasoningMode.Answer, MinGrade = EvidenceGrade.None, PathCost = cost };
        var pipeline = new ReasoningPipeline(
            graph, new LexiconEntityExtractor(), new EntityLinker(), new ShortestPathFinder(), new EvidencePathRanker(), new TemplateChainWriter(), new GroundingVerifier(), run);
        var rows = new List<Row>();
        int count = 0;
        await foreach (QuestionRow row in QuestionReader.ReadAsync(options.Require("--questions"), format, new QuestionReaderOptions { OnIssue = static _ => { } }).ConfigureAwait(false))
        {
            count++;
            ReasoningResult result = await pipeline.RunAsync(row.Question).ConfigureAwait(false);
            var entities = QuestionEntities.Read(row.Question, result.Links);
            if (entities.Options.Count >= 2 && row.Question.AnswerLabel is not null)
            {
                rows.Add(Judge(graph, row.Question, entities, result.Evidence?.FavoredLabel));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} questions, {rows.Count} with at least two options linked, {rows.Count(row => row.IsAnswerLinked)} of them with the right one among these"));
        Print("all", rows);
        Print("right one linked", [.. rows.Where(row => row.IsAnswerLinked)]);
        return 0;
    }

    private static Row Judge(InMemoryKnowledgeGraph graph, MedicalQuestion question, QuestionEntities entities, string? favored)
    {
        string drawn = question.Options.Select(option => option.Label).MinBy(label => StableHash.Of(1, question.Id, label))!;
        int[] degrees = [.. entities.Options.Select(group => group.Nodes.Max(node => graph.TryGetOrdinal(node, out int ordinal) ? graph.GetNeighbors(ordinal).Length : 0))];

        // The option that lacks support answers an EXCEPT question, so there the least degree is the guess.
        int extreme = question.Ask == QuestionAsk.Except ? degrees.Min() : degrees.Max();
        string? byDegree = degrees.Count(degree => degree == extreme) == 1 ? entities.Options[Array.IndexOf(degrees, extreme)].Label : null;
        return new Row
        {
            IsAnswerLinked = entities.Options.Any(group => group.Label == question.AnswerLabel),
            Chance = 1.0 / question.Options.Count,
            IsDecided = favored is not null,
            IsRight = (favored ?? drawn) == question.AnswerLabel,
            IsDegreeRight = (byDegree ?? drawn) == question.AnswerLabel,
            IsDrawRight = drawn == question.AnswerLabel,
        };
    }

    private static void Print(string name, List<Row> rows)
    {
        List<Row> decided = rows.FindAll(row => row.IsDecided);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-17} {rows.Count,5} questions: best evidence {Share(rows, row => row.IsRight):F4}, degree {Share(rows, row => row.IsDegreeRight):F4}, draw {Share(rows, row => row.IsDrawRight):F4}, chance {rows.Average(row => row.Chance):F4}; p against degree {GetPValue(rows, row => row.IsDegreeRight):F4}, against the draw {GetPValue(rows, row => row.IsDrawRight):F4}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"                  {decided.Count,5} decided:   best evidence {Share(decided, row => row.IsRight):F4}, degree {Share(decided, row => row.IsDegreeRight):F4}, draw {Share(decided, row => row.IsDrawRight):F4}, chance {decided.Average(row => row.Chance):F4}; p against degree {GetPValue(decided, row => row.IsDegreeRight):F4}, against the draw {GetPValue(decided, row => row.IsDrawRight):F4}"));
    }

    private static double Share(List<Row> rows, Func<Row, bool> isRight) => rows.Count == 0 ? 0 : (double)rows.Count(isRight) / rows.Count;

    private static double GetPValue(List<Row> rows, Func<Row, bool> isOtherRight) =>
        McNemarTest.PValue(rows.Count(row => row.IsRight && !isOtherRight(row)), rows.Count(row => !row.IsRight && isOtherRight(row)));

    private sealed record Row
    {
        public required bool IsAnswerLinked { get; init; }

        public required double Chance { get; init; }

        public required bool IsDecided { get; init; }

        public required bool IsRight { get; init; }

        public required bool IsDegreeRight { get; init; }

        public required bool IsDrawRight { get; init; }
    }
}
