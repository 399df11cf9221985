using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MedReason.Tests;

public sealed class QuestionStreamTests
{
    [Fact]
    public async Task The_bytes_are_the_same_at_concurrency_1_and_8_and_in_the_order_of_the_questions()
    {
        ReasoningPipeline pipeline = TestPipeline.Create();
        MedicalQuestion[] questions = [.. Enumerable.Range(0, 120).Select(i => ClinicQuestions.All[i % ClinicQuestions.All.Count] with { Id = $"q{i}" })];

        string one = await WriteAsync(pipeline, questions, TestPipeline.EveryPath with { Concurrency = 1, Seed = 3 });
        string eight = await WriteAsync(pipeline, questions, TestPipeline.EveryPath with { Concurrency = 8, Seed = 3 });
        string again = await WriteAsync(TestPipeline.Create(), questions, TestPipeline.EveryPath with { Concurrency = 8, Seed = 3 });

        eight.ShouldBe(one);
        again.ShouldBe(one);
        one.Split('\n').Length.ShouldBe(120);
    }

    [Fact]
    public async Task Results_keep_their_order_although_later_questions_end_first()
    {
        ReasoningPipeline pipeline = TestPipeline.Create(extractor: new TestPipeline.Extractor(async (question, token) =>
        {
            await Task.Delay(question.Id == "q0" ? 150 : 1, token);
            return [];
        }));
        var ids = new List<string>();
        await foreach (ReasoningResult result in pipeline.RunAsync(Questions(20), TestPipeline.EveryPath with { Concurrency = 4 }))
        {
            ids.Add(result.Question.Id);
        }

        ids.ShouldBe(Enumerable.Range(0, 20).Select(i => $"q{i}"));
    }

    [Fact]
    public async Task No_more_questions_run_at_once_than_told_and_the_source_is_not_read_far_ahead()
    {
        int running = 0;
        int most = 0;
        var read = new StrongBox<int>();
        ReasoningPipeline pipeline = TestPipeline.Create(extractor: new TestPipeline.Extractor(async (_, token) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            await Task.Delay(2, token);
            Interlocked.Decrement(ref running);
            return [];
        }));
        int taken = 0;
        int furthest = 0;
        await foreach (ReasoningResult _ in pipeline.RunAsync(Questions(200, read), TestPipeline.EveryPath with { Concurrency = 3 }))
        {
            taken++;
            furthest = Math.Max(furthest, read.Value - taken);
        }

        taken.ShouldBe(200);
        most.ShouldBeLessThanOrEqualTo(3);
        furthest.ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public async Task Leaving_early_stops_the_questions_that_run_and_reads_no_more()
    {
        int stopped = 0;
        int started = 0;
        var read = new StrongBox<int>();
        ReasoningPipeline pipeline = TestPipeline.Create(extractor: new TestPipeline.Extractor(async (question, token) =>
        {
            Interlocked.Increment(ref started);
            if (question.Id == "q0")
            {
                return [];
            }

            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                Interlocked.Increment(ref stopped);
            }

            return [];
        }));
        await foreach (ReasoningResult _ in pipeline.RunAsync(Questions(1_000, read), TestPipeline.EveryPath with { Concurrency = 4 }))
        {
            break;
        }

        int readAtEnd = read.Value;
        stopped.ShouldBe(started - 1);
        await Task.Delay(20);
        read.Value.ShouldBe(readAtEnd);
        readAtEnd.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task A_question_that_fails_does_not_stop_the_others()
    {
        ReasoningPipeline pipeline = TestPipeline.Create(extractor: new TestPipeline.Extractor(
            (question, _) => question.Id == "q1" ? throw new InvalidOperationException() : Task.FromResult<IReadOnlyList<EntityMention>>([])));
        var reasons = new List<string?>();
        await foreach (ReasoningResult result in pipeline.RunAsync(Questions(3)))
        {
            reasons.Add(result.Reason);
        }

        reasons.ShouldBe([ReasonCodes.NoQuestionEntity, ReasonCodes.ExtractFailed, ReasonCodes.NoQuestionEntity]);
    }

    [Fact]
    public async Task What_the_source_throws_comes_after_the_results_before_it()
    {
        static async IAsyncEnumerable<MedicalQuestion> Broken()
        {
            yield return ClinicQuestions.Drug;
            await Task.Yield();
            throw new IOException("The file ended.");
        }

        var results = new List<ReasoningResult>();
        await Should.ThrowAsync<IOException>(async () =>
        {
            await foreach (ReasoningResult result in TestPipeline.Create().RunAsync(Broken()))
            {
                results.Add(result);
            }
        });
        results.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelling_the_enumeration_throws_and_a_null_question_is_refused()
    {
        using var source = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (ReasoningResult _ in TestPipeline.Create().RunAsync(Questions(100), null, source.Token))
            {
                await source.CancelAsync();
            }
        });
        await Should.ThrowAsync<ArgumentException>(async () =>
        {
            await foreach (ReasoningResult _ in TestPipeline.Create().RunAsync(new MedicalQuestion[] { null! }.ToAsyncEnumerable()))
            {
            }
        });
    }

    private static async Task<string> WriteAsync(ReasoningPipeline pipeline, MedicalQuestion[] questions, RunOptions options)
    {
        var info = (JsonTypeInfo<ReasoningResult>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ReasoningResult));
        var lines = new List<string>();
        await foreach (ReasoningResult result in pipeline.RunAsync(questions.ToAsyncEnumerable(), options))
        {
            lines.Add(JsonSerializer.Serialize(result, info));
        }

        return string.Join('\n', lines);
    }

    private static async IAsyncEnumerable<MedicalQuestion> Questions(int count, StrongBox<int>? read = null, [EnumeratorCancellation] CancellationToken token = default)
    {
        for (int i = 0; i < count; i++)
        {
            token.ThrowIfCancellationRequested();
            await Task.Yield();
            if (read is not null)
            {
                Interlocked.Increment(ref read.Value);
            }

            yield return ClinicQuestions.Drug with { Id = $"q{i}" };
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
