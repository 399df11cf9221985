using System.Globalization;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Tests;

/// <summary>What a provider bills stays within the cap, whatever it reports. <c>MEDREASON_LONG_TESTS=1</c> plays 20 seeds of each in place of one.</summary>
public sealed class SpendingCapTests
{
    private const int Limit = 100;
    private const decimal InputPrice = 1_000;
    private const decimal OutputPrice = 10_000;
    private const decimal Cap = 25m;
    private static readonly int Seeds = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 20 : 1;
    private static readonly int[] Concurrencies = [1, 8, 32, 128];
    private static readonly ModelPrices Prices = new([new("m", new ModelPrice { Input = InputPrice, Output = OutputPrice, MaxOutputTokens = Limit })]);

    public static TheoryData<string> Honouring => ["honest", "upwards", "beyond", "downwards", "negative", "overflowing", "zero", "silent"];

    [Theory]
    [MemberData(nameof(Honouring))]
    public async Task Where_the_limit_of_replies_is_honoured_no_report_takes_the_bill_over_the_cap(string report)
    {
        foreach (int concurrency in Concurrencies)
        {
            for (int seed = 0; seed < Seeds; seed++)
            {
                (decimal billed, _, RunEnd end) = await PlayAsync(report, concurrency, seed, most: Limit);

                string context = string.Create(CultureInfo.InvariantCulture, $"{report}, concurrency {concurrency}, seed {seed}: {end.Reason}");
                billed.ShouldBeLessThanOrEqualTo(Cap, context);
                end.Cause.ShouldBe(report is "beyond" or "overflowing" ? RunEndCause.ReplyLimitExceeded : RunEndCause.BudgetExhausted, context);
            }
        }
    }

    [Theory]
    [InlineData("honest")]
    [InlineData("downwards")]
    [InlineData("silent")]
    public async Task Where_it_is_not_honoured_the_excess_is_at_most_the_replies_then_in_flight_and_the_run_ends(string report)
    {
        // By its text alone a reply is known to be too long only beyond any vocabulary's tokens; so many does this provider write.
        int most = report == "honest" ? Limit * 5 : Limit * 300;
        foreach (int concurrency in Concurrencies)
        {
            for (int seed = 0; seed < Seeds; seed++)
            {
                (decimal billed, decimal mostOfOne, RunEnd end) = await PlayAsync(report, concurrency, seed, most);

                string context = string.Create(CultureInfo.InvariantCulture, $"{report}, concurrency {concurrency}, seed {seed}: {end.Reason}");
                billed.ShouldBeLessThanOrEqualTo(Cap + (concurrency * mostOfOne), context);
                end.Cause.ShouldBeOneOf([RunEndCause.ReplyLimitExceeded, RunEndCause.BudgetExhausted]);
            }
        }
    }

    /// <summary>Runs more questions than the cap pays for.</summary>
    /// <returns>What the provider billed, the most that it billed for one reply, and how the run ended.</returns>
    private static async Task<(decimal Billed, decimal MostOfOne, RunEnd End)> PlayAsync(string report, int concurrency, int seed, int most)
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        await store.AddRowsAsync(RunFolder.Rows(1_000));
        var random = new Random(seed);
        var gate = new Lock();
        decimal billed = 0;
        decimal mostOfOne = 0;
        var model = new FakeModel(async (_, options, token) =>
        {
            options.ShouldNotBeNull().MaxOutputTokens.ShouldBe(Limit);
            int output;
            lock (gate)
            {
                output = most == Limit ? random.Next(1, Limit + 1) : random.Next(most / 2, most + 1);
            }

            await Task.Yield();
            token.ThrowIfCancellationRequested();
            const int Input = 5;
            decimal cost = ((Input * InputPrice) + (output * OutputPrice)) / 1_000_000;
            lock (gate)
            {
                billed += cost;
                mostOfOne = Math.Max(mostOfOne, cost);
            }

            ChatResponse reply = FakeModel.Reply(string.Concat(Enumerable.Repeat("word ", output)));
            reply.Usage = report switch
            {
                "honest" => Usage(Input, output),
                "upwards" => Usage(Input, Limit),
                "beyond" => Usage(Input, Limit * 3),
                "downwards" => Usage(1, Math.Max(1, output / 20)),
                "negative" => Usage(Input, -output),
                "overflowing" => Usage(Input, int.MaxValue),
                "zero" => Usage(0, 0),
                _ => null,
            };
            return reply;
        });
        using var client = new RunChatClient(model, store, new RunFlowOptions { Concurrency = concurrency, Prices = Prices, MaxCost = Cap });
        var engine = new RunEngine(store, async (row, token) =>
        {
            try
            {
                await client.GetResponseAsync([new ChatMessage(ChatRole.User, row.Id)], cancellationToken: token);
                return RunFolder.Result(row.Ordinal);
            }
            catch (RequestRefusedException)
            {
                return RunFolder.Result(row.Ordinal, "failed", isTransient: true);
            }
        }, new RunEngineOptions { Client = client, Concurrency = concurrency });

        RunEnd end = await engine.RunAsync().WaitAsync(TimeSpan.FromMinutes(1));

        RunSpending spending = store.Reader.ReadSpending();
        (spending.Answered, spending.UsableReplies).ShouldBe((model.Calls, model.Calls), "a reply that is paid for is kept");
        spending.Cost.ShouldBe(client.Spending.Cost);
        return (billed, mostOfOne, end);
    }

    private static UsageDetails Usage(long input, long output) => new() { InputTokenCount = input, OutputTokenCount = output };
}
