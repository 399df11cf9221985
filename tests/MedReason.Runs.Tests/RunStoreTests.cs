using System.Globalization;
using System.Text;
using MedReason.Shared;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs.Tests;

public sealed class RunStoreTests
{
    [Fact]
    public async Task Rows_and_results_come_back_in_input_order_whatever_the_order_they_were_recorded_in()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        await store.AddRowsAsync(RunFolder.Rows(700));
        await Task.WhenAll(Enumerable.Range(0, 700).Reverse().Select(ordinal => store.RecordResultAsync(ordinal, RunFolder.Result(ordinal, ordinal % 3 == 0 ? "rejected" : "accepted"))));

        RunRecord[] records = [.. store.Reader.ReadRecords()];

        records.Select(record => record.Row.Ordinal).ShouldBe(Enumerable.Range(0, 700).Select(ordinal => (long)ordinal));
        records[699].Row.Id.ShouldBe("q699");
        records[699].Row.ContentHash.ShouldBe("hash699");
        Encoding.UTF8.GetString(records[698].Row.Payload.Span).ShouldStartWith("row 698 ");
        Encoding.UTF8.GetString(records[698].Result.Payload.Span).ShouldStartWith("result 698 accepted");
        store.Reader.ReadRecords("rejected").Count().ShouldBe(234);
        store.Reader.ReadTally().Select(tally => (tally.Outcome, tally.Stage, tally.Reason, tally.Count)).ShouldBe(
            [("accepted", null, null, 466), ("rejected", "write", "some_reason", 234)]);
    }

    [Fact]
    public async Task What_was_recorded_is_there_for_the_next_session_and_only_what_is_missing_or_passed_is_pending()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(6));
            await store.RecordResultAsync(0, RunFolder.Result(0));
            await store.RecordResultAsync(1, RunFolder.Result(1, "rejected"));
            await store.RecordResultAsync(2, RunFolder.Result(2, "failed", isTransient: true));
            await store.RecordResultAsync(3, RunFolder.Result(3, "failed"));
            store.Reader.ReadPending(store.Session, 1).Select(row => row.Ordinal).ShouldBe([4, 5], "what passes is tried again in another session, not in the same");
        }

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration());
        again.Session.ShouldBe(2);
        again.Reader.ReadPending(again.Session, 1).Select(row => row.Ordinal).ShouldBe([2, 4, 5]);
        again.Reader.CountPending(again.Session).ShouldBe(3);
        await again.AddRowsAsync(RunFolder.Rows(100));
        again.Reader.RowCount.ShouldBe(6, "a run that has its rows takes no others");
        await again.RecordResultAsync(2, RunFolder.Result(2));
        again.Reader.ReadPending(again.Session, 1).Select(row => row.Ordinal).ShouldBe([4, 5]);
        again.Reader.ResultCount.ShouldBe(4);
    }

    [Fact]
    public async Task A_run_of_the_form_without_batches_is_read_as_it_is_and_goes_on_in_the_present_form()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(3));
            await store.RecordResultAsync(0, RunFolder.Result(0));
        }

        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "run.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DROP TABLE batches; DROP TABLE batch_calls; DROP TABLE batch_bodies; PRAGMA user_version = 2;";
            command.ExecuteNonQuery();
        }

        using (RunReader reader = RunReader.Open(folder.Path))
        {
            reader.ResultCount.ShouldBe(1);
            reader.ReadRecords().ShouldHaveSingleItem().Row.Id.ShouldBe("q0");
        }

        using (RunStore fork = RunStore.Fork(folder.Path, folder.PathOf("fork"), RunFolder.Configuration("1")))
        {
            fork.OpenBatchCount.ShouldBe(0);
        }

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration());
        again.OpenBatchCount.ShouldBe(0);
        again.Reader.ReadPending(again.Session, 1).Select(row => row.Ordinal).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Results_are_written_alike_whatever_the_history()
    {
        using var folder = new RunFolder();
        string straight = folder.PathOf("straight");
        string crooked = folder.PathOf("crooked");
        using (RunStore store = RunStore.Open(straight, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(600));
            foreach (int ordinal in Enumerable.Range(0, 600))
            {
                await store.RecordResultAsync(ordinal, RunFolder.Result(ordinal));
            }

            (await store.Reader.WriteResultsAsync()).ShouldBe(600);
        }

        foreach (int session in Enumerable.Range(0, 3))
        {
            using RunStore store = RunStore.Open(crooked, RunFolder.Configuration());
            await store.AddRowsAsync(RunFolder.Rows(600));
            await Task.WhenAll(Enumerable.Range(0, 600).Reverse().Where(ordinal => ordinal % 3 <= session).Select(
                ordinal => store.RecordResultAsync(ordinal, session < 2 ? RunFolder.Result(ordinal, "failed", isTransient: true) : RunFolder.Result(ordinal))));
        }

        using RunReader reader = RunReader.Open(crooked);
        await reader.WriteResultsAsync();
        byte[] expected = File.ReadAllBytes(Path.Combine(straight, "results.jsonl"));
        expected.Count(value => value == '\n').ShouldBe(600);
        File.ReadAllBytes(Path.Combine(crooked, "results.jsonl")).ShouldBe(expected);
        Directory.GetFiles(crooked, "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public void A_second_worker_on_the_same_run_is_refused_at_once()
    {
        using var folder = new RunFolder();
        using (RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            RunException refused = Should.Throw<RunException>(() => RunStore.Open(folder.Path, RunFolder.Configuration()));
            refused.Failure.ShouldBe(RunFailure.Locked);
            refused.Message.ShouldContain("another process works on this run");
        }

        RunStore.Open(folder.Path, RunFolder.Configuration()).Dispose();
    }

    [Fact]
    public async Task A_changed_configuration_is_refused_with_what_changed_once_the_run_has_its_rows()
    {
        using var folder = new RunFolder();
        RunStore.Open(folder.Path, RunFolder.Configuration("7")).Dispose();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(1));
        }

        RunException refused = Should.Throw<RunException>(() => RunStore.Open(folder.Path, new RunConfiguration("test", [new("seed", "1"), new("model", "m")])));

        refused.Failure.ShouldBe(RunFailure.ConfigurationChanged);
        refused.Differences.ShouldBe(["model: was not given, is m", "questions: was abc, is not given", "seed: was 0, is 1"]);
        RunStore.Open(folder.Path, RunFolder.Configuration()).Dispose();
    }

    [Fact]
    public void A_fingerprint_tells_configurations_apart_and_nothing_else()
    {
        new RunConfiguration("a", [new("x", "1"), new("y", "2")]).Fingerprint.ShouldBe(new RunConfiguration("a", [new("y", "2"), new("z", null), new("x", "1")]).Fingerprint);
        new RunConfiguration("a", [new("x", "1")]).Fingerprint.ShouldNotBe(new RunConfiguration("b", [new("x", "1")]).Fingerprint);
        new RunConfiguration("a", [new("x", "1")]).Fingerprint.ShouldNotBe(new RunConfiguration("a", [new("x", "2")]).Fingerprint);
    }

    [Fact]
    public async Task A_fork_has_the_usable_replies_of_the_other_run_and_nothing_else_of_it()
    {
        using var folder = new RunFolder();
        string fork = folder.PathOf("fork");
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(3));
            await store.RecordResultAsync(0, RunFolder.Result(0));
            await store.RecordReplyAsync(await store.BeginRequestAsync("good", 7), "good", 5, ReplyUsage.Of(1, 0, 2), [1, 2, 3], isUsable: true);
            await store.RecordReplyAsync(await store.BeginRequestAsync("bad", 7), "bad", 5, ReplyUsage.Of(1, 0, 2), [4], isUsable: false);
        }

        RunStore.Fork(folder.Path, fork, RunFolder.Configuration("1")).Dispose();
        using RunStore forked = RunStore.Fork(folder.Path, fork, RunFolder.Configuration("1"));

        forked.Reader.FindReply("good").ShouldBe([1, 2, 3]);
        forked.Reader.FindReply("bad").ShouldBeNull();
        forked.Reader.RowCount.ShouldBe(0);
        forked.Reader.ReadSpending().Answered.ShouldBe(0);
        Should.Throw<RunException>(() => RunStore.Fork(folder.PathOf("none"), folder.PathOf("other"), RunFolder.Configuration())).Failure.ShouldBe(RunFailure.NotARun);
        Should.Throw<RunException>(() => RunStore.Fork(folder.Path, folder.Path, RunFolder.Configuration())).Message.ShouldContain("a folder of its own");
    }

    public static TheoryData<string> Changes =>
    [
        "UPDATE meta SET value = value || ' ' WHERE name = 'configuration'", "UPDATE meta SET value = '2' WHERE name = 'rows'", "UPDATE meta SET name = 'rowz' WHERE name = 'rows'",
        "UPDATE rows SET content_hash = 'x' WHERE ordinal = 1", "UPDATE rows SET ordinal = 7 WHERE ordinal = 1", "DELETE FROM rows WHERE ordinal = 1", "UPDATE row_payloads SET payload = x'41'",
        "DELETE FROM row_payloads WHERE ordinal = 1", "UPDATE results SET outcome = 'accepted' WHERE ordinal = 1", "UPDATE results SET is_transient = 1 WHERE ordinal = 1",
        "UPDATE results SET reason = NULL", "DELETE FROM results WHERE ordinal = 1", "UPDATE result_payloads SET payload = x'41' WHERE ordinal = 1", "DELETE FROM result_payloads WHERE ordinal = 1",
        "UPDATE result_payloads SET ordinal = 9 WHERE ordinal = 1", "UPDATE replies SET reply = x'41'", "UPDATE requests SET amount = 0", "UPDATE requests SET state = 2",
        "UPDATE requests SET output_tokens = 'many'", "UPDATE rows SET mark = 5 WHERE ordinal = 1",
        "ALTER TABLE rows ADD COLUMN more",
    ];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_changed_in_the_database_is_damage_and_never_given_out(string change)
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(3));
            for (int ordinal = 0; ordinal < 3; ordinal++)
            {
                await store.RecordResultAsync(ordinal, RunFolder.Result(ordinal, ordinal == 1 ? "rejected" : "accepted"));
            }

            await store.RecordReplyAsync(await store.BeginRequestAsync("key", 7), "key", 5, ReplyUsage.Of(1, 0, 2), [1, 2, 3], isUsable: true);
            await store.WriteResultsAsync();
        }

        string path = Path.Combine(folder.Path, "run.db");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = change;
            command.ExecuteNonQuery();
        }

        RunException damage = await Should.ThrowAsync<RunException>(async () =>
        {
            using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
            _ = (store.Reader.RowCount, store.Reader.ResultCount);
            _ = store.Reader.ReadSpending();
            store.Reader.FindReply("key").ShouldBe([1, 2, 3]);
            _ = store.Reader.ReadTally();
            _ = store.Reader.ReadRecords().Count();
            await store.WriteResultsAsync();
        });
        (damage.Failure, damage.Message).ShouldBe((RunFailure.Damaged, $"{path}: the database is damaged; restore the folder from a copy, or begin a run in another one"));
    }

    [Fact]
    public async Task The_results_file_of_a_finished_run_is_known_by_its_hash_and_new_work_makes_it_another()
    {
        using var folder = new RunFolder();
        string path = Path.Combine(folder.Path, "results.jsonl");
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(2));
            await store.RecordResultAsync(0, RunFolder.Result(0));
            await RunReader.PrepareResultsAsync(folder.Path);
            File.ReadLines(path).Count().ShouldBe(1);
            await store.RecordResultAsync(1, RunFolder.Result(1, "rejected"));
        }

        // Finished, and not written: the file is still the one of before.
        (await RunReader.PrepareResultsAsync(folder.Path)).ShouldNotBeNull().IsFinished.ShouldBeTrue();
        File.ReadLines(path).Count().ShouldBe(2);

        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            (await store.WriteResultsAsync()).ShouldBe(2);
            DateTime written = File.GetLastWriteTimeUtc(path);
            await RunReader.PrepareResultsAsync(folder.Path);
            File.GetLastWriteTimeUtc(path).ShouldBe(written, "a file that is known is read as it is");
            await store.RecordResultAsync(1, RunFolder.Result(1));
        }

        await RunReader.PrepareResultsAsync(folder.Path);
        File.ReadLines(path).Last().ShouldContain("accepted");
    }

    [Fact]
    public async Task Requests_that_a_crash_lost_count_as_possibly_billed_with_their_worst_case()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.RecordReplyAsync(await store.BeginRequestAsync("a", 3 * Money.PerDollar), "a", Money.PerDollar, ReplyUsage.Of(11, 0, 7), [1], isUsable: true);
            await store.RecordFailureAsync(await store.BeginRequestAsync("b", 3 * Money.PerDollar), 0, mayBeBilled: false, "refused");
            await store.RecordFailureAsync(await store.BeginRequestAsync("b", 3 * Money.PerDollar), 3 * Money.PerDollar, mayBeBilled: true, "timeout");
            await store.BeginRequestAsync("c", 2 * Money.PerDollar);
        }

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration());
        RunSpending spending = again.Reader.ReadSpending();
        (spending.Answered, spending.Failed, spending.PossiblyBilled).ShouldBe((1, 1, 2));
        (spending.Cost, spending.PossibleCost).ShouldBe((1m, 5m));
        (spending.InputTokens, spending.OutputTokens, spending.UsableReplies).ShouldBe((11, 7, 1));
    }

    [Fact]
    public async Task A_usable_reply_is_not_overwritten_and_one_of_no_use_is()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        await store.RecordReplyAsync(await store.BeginRequestAsync("a", 0), "a", 0, default, [1], isUsable: false);
        store.Reader.FindReply("a").ShouldBeNull();
        await store.RecordReplyAsync(await store.BeginRequestAsync("a", 0), "a", 0, default, [2], isUsable: true);
        await store.RecordReplyAsync(await store.BeginRequestAsync("a", 0), "a", 0, default, [3], isUsable: true);
        store.Reader.FindReply("a").ShouldBe([2]);
        await store.RejectReplyAsync("a");
        store.Reader.FindReply("a").ShouldBeNull();
    }

    [Fact]
    public async Task Rows_with_an_id_twice_are_refused_and_the_run_can_be_begun_anew()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            (await Should.ThrowAsync<RunException>(() => store.AddRowsAsync(Twice()))).Failure.ShouldBe(RunFailure.InvalidRows);
        }

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration());
        again.Reader.HasAllRows.ShouldBeFalse();
        await again.AddRowsAsync(RunFolder.Rows(5));
        again.Reader.RowCount.ShouldBe(5);

        static async IAsyncEnumerable<RunRow> Twice()
        {
            yield return RunFolder.Row(0);
            yield return new RunRow { Ordinal = 1, Id = "q0", ContentHash = "x", Payload = new byte[1] };
            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_in_one_line_and_what_was_recorded_stays()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(50));
            await store.RecordResultAsync(0, RunFolder.Result(0));
            await store.Writer.WriteAsync(writer => writer.Run("PRAGMA max_page_count = 1"));

            RunException full = await Should.ThrowAsync<RunException>(() => store.RecordResultAsync(1, RunFolder.Result(1, length: 100_000)));

            full.Failure.ShouldBe(RunFailure.DiskFull);
            full.Message.ShouldBe($"{folder.Path}: no space is left on the disk; free some and run the same command again: all that was recorded stays");
            (await Should.ThrowAsync<RunException>(() => store.RecordResultAsync(2, RunFolder.Result(2)))).Failure.ShouldBe(RunFailure.DiskFull);
        }

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration());
        again.Reader.ReadRecords().Select(record => record.Row.Ordinal).ShouldBe([0]);
    }

    [Fact]
    public async Task A_write_ahead_log_that_lost_its_end_loses_its_last_commits_and_nothing_else()
    {
        using var folder = new RunFolder();
        string copy = folder.PathOf("copy");
        Directory.CreateDirectory(copy);
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(40));
            foreach (int ordinal in Enumerable.Range(0, 40))
            {
                await store.RecordResultAsync(ordinal, RunFolder.Result(ordinal, length: 3000));
            }

            // What a crash leaves behind: the database and its log, unfinished.
            File.Copy(Path.Combine(folder.Path, "run.db"), Path.Combine(copy, "run.db"));
            File.Copy(Path.Combine(folder.Path, "run.db-wal"), Path.Combine(copy, "run.db-wal"));
        }

        string log = Path.Combine(copy, "run.db-wal");
        using (FileStream file = File.OpenWrite(log))
        {
            file.SetLength((file.Length * 3 / 4) + 100);
        }

        using RunStore torn = RunStore.Open(copy, RunFolder.Configuration());
        long kept = torn.Reader.ResultCount;
        kept.ShouldBeInRange(1, 39);
        torn.Reader.ReadRecords().Select(record => record.Row.Ordinal).ShouldBe(Enumerable.Range(0, (int)kept).Select(ordinal => (long)ordinal));
        torn.Reader.ReadPending(torn.Session, 1).Count().ShouldBe(40 - (int)kept);
    }

    [Fact]
    public async Task A_kill_at_any_step_between_the_last_row_and_the_end_leaves_the_same_results()
    {
        using var folder = new RunFolder();
        var steps = new List<string>();
        string results = Path.Combine(folder.Path, "results.jsonl");
        void Kill(string step)
        {
            string copy = folder.PathOf($"killed {steps.Count}");
            Directory.CreateDirectory(copy);
            foreach (string file in Directory.GetFiles(folder.Path).Where(static file => !file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            steps.Add(step);
        }

        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(20));
            for (int ordinal = 0; ordinal < 19; ordinal++)
            {
                await store.RecordResultAsync(ordinal, RunFolder.Result(ordinal));
            }

            // A report of the run at work wrote what there was.
            await store.Reader.WriteResultsAsync();
            await store.RecordResultAsync(19, RunFolder.Result(19));
            Kill("the last row is recorded, the results are those of a report before");
            File.Delete(results);
            Kill("the results of before are deleted");
            await File.WriteAllTextAsync(results + ".tmp", "result 0 acc");
            Kill("the results are half written under another name");
            File.Delete(results + ".tmp");
            await store.Reader.WriteResultsAsync();
            Kill("the results are written and not on record");
            await store.WriteResultsAsync();
            Kill("the results are on record, the database is open");
        }

        Kill("the database is closed");
        byte[] expected = await File.ReadAllBytesAsync(results);
        for (int i = 0; i < steps.Count; i++)
        {
            string copy = folder.PathOf($"killed {i}");
            RunState? state = await RunReader.PrepareResultsAsync(copy);
            state!.IsFinished.ShouldBeTrue(steps[i]);
            (await File.ReadAllBytesAsync(Path.Combine(copy, "results.jsonl"))).ShouldBe(expected, steps[i]);
            using RunStore resumed = RunStore.Open(copy, RunFolder.Configuration());
            resumed.Reader.CountPending(resumed.Session).ShouldBe(0, steps[i]);
            await resumed.WriteResultsAsync();
            (await File.ReadAllBytesAsync(Path.Combine(copy, "results.jsonl"))).ShouldBe(expected, steps[i]);
        }
    }

    [Fact]
    public async Task Requests_are_on_the_disk_without_a_gap_at_every_moment_whoever_begins_them()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        using SqliteConnection reading = RunDatabase.OpenForReading(folder.Path);
        using var done = new CancellationTokenSource();
        Task begun = Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => Task.WhenAll(
            Enumerable.Range(0, 2_000).Select(i => store.BeginRequestAsync(string.Create(CultureInfo.InvariantCulture, $"{worker} {i}"), reserved: null))))))
            .ContinueWith(_ => done.Cancel(), TaskScheduler.Default);

        // What a reader sees is what a crash would leave.
        while (!done.IsCancellationRequested)
        {
            RunDatabase.Scalar(reading, "SELECT COALESCE(MAX(id), 0) - COUNT(*) FROM requests").ShouldBe(0);
        }

        await begun;
        RunDatabase.Scalar(reading, "SELECT COUNT(*) FROM requests").ShouldBe(16_000);
    }

    [Fact]
    public async Task The_log_is_empty_when_the_store_is_closed_also_while_somebody_reads()
    {
        using var folder = new RunFolder();
        RunReader reader;
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(20));
            reader = RunReader.Open(folder.Path);
            reader.RowCount.ShouldBe(20);
        }

        new FileInfo(Path.Combine(folder.Path, "run.db-wal")).Length.ShouldBe(0);
        reader.Dispose();
    }

    [Theory]
    [InlineData("text", RunFailure.NotARun)]
    [InlineData("header", RunFailure.NotARun)]
    [InlineData("middle", RunFailure.Damaged)]
    [InlineData("cut", RunFailure.Damaged)]
    public async Task A_damaged_database_is_told_in_one_line(string damage, RunFailure failure)
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(300, 1000));
        }

        string path = Path.Combine(folder.Path, "run.db");
        byte[] bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "text":
                bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("not a database at all. ", 500)));
                break;
            case "header":
                bytes.AsSpan(0, 100).Clear();
                break;
            case "middle":
                bytes.AsSpan(8192, bytes.Length - 8192).Fill(0xA5);
                break;
            default:
                bytes = bytes[..8192];
                break;
        }

        File.WriteAllBytes(path, bytes);

        RunException exception = Should.Throw<RunException>(() =>
        {
            using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
            store.Reader.ReadPending(store.Session, 1).Count().ShouldBe(300);
        });

        exception.Failure.ShouldBe(failure);
        exception.Message.ShouldStartWith(folder.Path);
        exception.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_or_holds_no_run_is_told_in_one_line()
    {
        using var folder = new RunFolder();
        string file = folder.PathOf("file");
        File.WriteAllText(file, "x");

        Should.Throw<RunException>(() => RunStore.Open(Path.Combine(file, "run"), RunFolder.Configuration())).Failure.ShouldBe(RunFailure.NotAccessible);
        Should.Throw<RunException>(() => RunStore.Open(file, RunFolder.Configuration())).Failure.ShouldBe(RunFailure.NotAccessible);
        Should.Throw<RunException>(() => RunReader.Open(folder.Path)).Failure.ShouldBe(RunFailure.NotARun);
        if (OperatingSystem.IsLinux())
        {
            Should.Throw<RunException>(() => RunStore.Open("/proc/medreason-run", RunFolder.Configuration())).Failure.ShouldBe(RunFailure.NotAccessible);
        }
    }

    [Fact]
    public async Task A_reader_sees_what_is_recorded_while_another_works()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        await store.AddRowsAsync(RunFolder.Rows(3));
        using RunReader reader = RunReader.Open(folder.Path);
        reader.ResultCount.ShouldBe(0);
        await store.RecordResultAsync(1, RunFolder.Result(1));
        reader.ReadRecords().ShouldHaveSingleItem().Row.Id.ShouldBe("q1");
        reader.Configuration.Fingerprint.ShouldBe(RunFolder.Configuration().Fingerprint);
    }

    [Fact]
    public async Task A_folder_that_is_held_for_a_moment_is_waited_for()
    {
        using var folder = new RunFolder();
        RunStore.Open(folder.Path, RunFolder.Configuration()).Dispose();
        string path = Path.Combine(folder.Path, "run.lock");
        var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Task release = Task.Delay(200, TestContext.Current.CancellationToken).ContinueWith(_ => held.Dispose(), TaskScheduler.Default);

        Should.NotThrow(() => RunStore.Open(folder.Path, RunFolder.Configuration()).Dispose());

        await release;
    }

    [Fact]
    public async Task Who_looks_at_a_folder_writes_nothing_to_it()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(2));
            await using RunControl working = RunControl.Open(folder.Path);
            (await working.ReadStatusAsync(TestContext.Current.CancellationToken)).Workers.ShouldBe(1);
            (await working.ReadWorkersAsync(TestContext.Current.CancellationToken)).Count.ShouldBe(1);
        }

        File.Delete(Path.Combine(folder.Path, "run.lock"));
        await using RunControl control = RunControl.Open(folder.Path);

        (await control.ReadStatusAsync(TestContext.Current.CancellationToken)).Workers.ShouldBe(0);

        (await control.ReadWorkersAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await control.ReadCommandsAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).ShouldNotContain(static name => name == "run.lock" || name == "steering.db");
    }

    [Fact]
    public async Task A_run_with_requeued_rows_is_not_finished()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await store.AddRowsAsync(RunFolder.Rows(2));
            await store.RecordResultAsync(0, RunFolder.Result(0));
            await store.RecordResultAsync(1, RunFolder.Result(1, "failed"));
            store.Reader.IsFinished.ShouldBeTrue();
        }

        await using (RunControl control = RunControl.Open(folder.Path))
        {
            (await control.ReadStatusAsync(TestContext.Current.CancellationToken)).IsFinished.ShouldBeTrue();
            (await control.RequeueAsync("failed", TestContext.Current.CancellationToken)).ShouldBe(1);
            RunStatus status = await control.ReadStatusAsync(TestContext.Current.CancellationToken);
            (status.IsFinished, status.Counts.Pending).ShouldBe((false, 1));
        }

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration());
        await again.RecordResultAsync(1, RunFolder.Result(1));
        again.Reader.IsFinished.ShouldBeTrue();
    }

    [Fact]
    public async Task Steering_that_cannot_be_read_changes_nothing_while_a_run_is_worked_on_and_lets_none_begin()
    {
        using var folder = new RunFolder();
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            await using RunControl control = RunControl.Open(folder.Path);
            await control.SteerAsync("retune", static steering => steering with { MaxCost = 5 }, TestContext.Current.CancellationToken);
            await WaitAsync(() => store.Steering.MaxCost == 5);
            Change(folder, "deadline = 'soon', max_cost = 7000000000000");
            await Task.Delay(600, TestContext.Current.CancellationToken);
            store.Steering.MaxCost.ShouldBe(5);
            Change(folder, "deadline = null");
            await WaitAsync(() => store.Steering.MaxCost == 7);
            Change(folder, "deadline = 'soon'");
            (await Should.ThrowAsync<RunException>(() => control.ReadStatusAsync(TestContext.Current.CancellationToken))).Message
                .ShouldContain("steering.db: cannot be read or written");
        }

        RunException refused = Should.Throw<RunException>(() => RunStore.Open(folder.Path, RunFolder.Configuration()));
        refused.Failure.ShouldBe(RunFailure.NotAccessible);
        refused.Message.ShouldContain("steering.db: cannot be read or written");

        static void Change(RunFolder folder, string assignments)
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "steering.db")};Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"UPDATE steering SET {assignments}";
            command.ExecuteNonQuery();
        }

        static async Task WaitAsync(Func<bool> isMet)
        {
            for (int i = 0; i < 200 && !isMet(); i++)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            isMet().ShouldBeTrue();
        }
    }
}
