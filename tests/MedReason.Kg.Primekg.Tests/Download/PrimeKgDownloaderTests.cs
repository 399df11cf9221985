using System.Net;
using System.Security.Cryptography;
using System.Text;
using MedReason.Tests;
using static MedReason.Kg.Primekg.Tests.LoopbackServer;

namespace MedReason.Kg.Primekg.Tests;

public sealed class PrimeKgDownloaderTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly byte[] Content = MakeContent(1, 300_000);
    private static readonly byte[] Other = MakeContent(2, 250_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-download-").FullName;
    private readonly HttpClient _httpClient = new();

    private string Target => Path.Combine(_folder, "kg.csv");

    private string Part => Target + ".part";

    public void Dispose()
    {
        _httpClient.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_is_fetched_checked_and_put_in_place()
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Content, request));
        var progress = new List<PrimeKgDownloadProgress>();

        PrimeKgDownloadResult result = await DownloadAsync(server, progress: new Progress(progress), sha256: Sha256(Content));

        File.ReadAllBytes(Target).ShouldBe(Content);
        result.Path.ShouldBe(Target);
        result.Length.ShouldBe(Content.Length);
        result.Sha256.ShouldBe(Sha256(Content));
        result.VerifiedBy.ShouldBe("SHA256");
        result.Attempts.ShouldBe(1);
        result.WasPresent.ShouldBeFalse();
        result.ResumedBytes.ShouldBe(0);
        Directory.GetFiles(_folder).ShouldBe([Target]);
        progress[0].TotalBytes.ShouldBe(Content.Length);
        progress[^1].ReceivedBytes.ShouldBe(Content.Length);
        server.Requests.Single().Headers["Accept-Encoding"].ShouldBe("identity");
    }

    [Fact]
    public async Task A_line_that_is_cut_is_taken_up_where_it_ended()
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Content, request, cutAfter: 70_000));
        var progress = new List<PrimeKgDownloadProgress>();

        PrimeKgDownloadResult result = await DownloadAsync(server, progress: new Progress(progress));

        File.ReadAllBytes(Target).ShouldBe(Content);
        result.Attempts.ShouldBe(5);
        server.Requests.Select(request => request.From).ShouldBe([null, 70_000, 140_000, 210_000, 280_000]);
        server.Requests.Skip(1).ShouldAllBe(request => request.IfRange == "\"a\"");
        progress.Select(p => p.ReceivedBytes).ShouldBeInOrder();
        progress.Count(p => p.Problem is not null).ShouldBe(4);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_asked_again()
    {
        await using var server = new LoopbackServer(request => request.Number switch
        {
            0 => Reply.Honest(Content, request, cutAfter: 50_000, isSilent: true),
            1 => new Reply { Status = 0, StaysSilent = true },
            _ => Reply.Honest(Content, request),
        });

        await DownloadAsync(server, new PrimeKgDownloadOptions { Address = server.Address, StallTimeout = TimeSpan.FromMilliseconds(500) });

        File.ReadAllBytes(Target).ShouldBe(Content);
        server.Requests.Last().From.ShouldBe(50_000);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_read_from_the_start()
    {
        await using var server = new LoopbackServer(request => new Reply
        {
            Status = 200,
            Headers = [$"Content-Length: {Content.Length}", "ETag: \"a\""],
            Body = Content.AsMemory(0, request.Number == 0 ? 100_000 : Content.Length),
        });

        PrimeKgDownloadResult result = await DownloadAsync(server);

        File.ReadAllBytes(Target).ShouldBe(Content);
        result.ResumedBytes.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_without_any_validator_is_read_from_the_start()
    {
        await using var server = new LoopbackServer(request => new Reply
        {
            Status = 200,
            Headers = [$"Content-Length: {Content.Length}", "ETag: W/\"weak\""],
            Body = Content.AsMemory(0, request.Number == 0 ? 100_000 : Content.Length),
        });

        await DownloadAsync(server);

        File.ReadAllBytes(Target).ShouldBe(Content);
        server.Requests.ShouldAllBe(request => request.From == null);
    }

    [Fact]
    public async Task A_date_vouches_for_the_rest_where_there_is_no_tag()
    {
        await using var server = new LoopbackServer(request => request.From is { } from
            ? new Reply
            {
                Status = 206,
                Headers = [$"Content-Length: {Content.Length - from}", $"Content-Range: bytes {from}-{Content.Length - 1}/{Content.Length}"],
                Body = Content.AsMemory((int)from),
            }
            : new Reply
            {
                Status = 200,
                Headers = [$"Content-Length: {Content.Length}", "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT"],
                Body = Content.AsMemory(0, 100_000),
            });

        await DownloadAsync(server);

        File.ReadAllBytes(Target).ShouldBe(Content);
        server.Requests.Last().IfRange.ShouldBe("Thu, 01 Jan 2026 00:00:00 GMT");
    }

    [Fact]
    public async Task Content_that_changes_between_two_ranges_is_fetched_anew()
    {
        await using var server = new LoopbackServer(request => request.Number == 0
            ? Reply.Honest(Content, request, "\"a\"", cutAfter: 100_000)
            : Reply.Honest(Other, request, "\"b\""));

        PrimeKgDownloadResult result = await DownloadAsync(server);

        File.ReadAllBytes(Target).ShouldBe(Other);
        result.Length.ShouldBe(Other.Length);
    }

    [Theory]
    [InlineData("\"b\"", 0, 0, "another tag")]
    [InlineData("\"a\"", 0, 10, "another length")]
    [InlineData("\"a\"", 5, 0, "another start")]
    public async Task A_range_of_another_content_is_not_appended(string tag, int shift, int longer, string because)
    {
        await using var server = new LoopbackServer(request =>
        {
            if (request.From is not { } from)
            {
                return Reply.Honest(Content, request, cutAfter: request.Number == 0 ? 100_000 : int.MaxValue);
            }

            long length = Content.Length - from;
            return new Reply
            {
                Status = 206,
                Headers =
                [
                    $"Content-Length: {length}", $"ETag: {tag}",
                    $"Content-Range: bytes {from + shift}-{Content.Length + longer - 1}/{Content.Length + longer}",
                ],
                Body = Other.AsMemory(0, (int)Math.Min(length, Other.Length)),
            };
        });

        await DownloadAsync(server);

        File.ReadAllBytes(Target).ShouldBe(Content, because);
        server.Requests.Select(request => request.From).ShouldBe([null, 100_000, null]);
    }

    [Fact]
    public async Task A_range_that_lies_about_its_content_is_found_by_the_checksum_and_fetched_anew()
    {
        await using var server = new LoopbackServer(request => request.Number switch
        {
            0 => Reply.Honest(Content, request, cutAfter: 100_000),
            1 => Reply.Honest(MakeContent(9, Content.Length), request),
            _ => Reply.Honest(Content, request),
        });

        await DownloadAsync(server, sha256: Sha256(Content));

        File.ReadAllBytes(Target).ShouldBe(Content);
        server.Requests.Select(request => request.From).ShouldBe([null, 100_000, null]);
    }

    [Fact]
    public async Task Content_that_keeps_changing_is_given_up()
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Content, request, $"\"{request.Number}\"", cutAfter: 100_000 + request.Number));

        (await FailAsync(server)).Failure.ShouldBe(PrimeKgDownloadFailure.Unstable);

        File.Exists(Target).ShouldBeFalse();
        server.Requests.Count.ShouldBeInRange(4, 6);
    }

    [Fact]
    public async Task A_server_that_lies_about_the_length_never_gets_its_file_taken_for_whole()
    {
        await using var server = new LoopbackServer(request => new Reply
        {
            Status = 200,
            Headers = [$"Content-Length: {Content.Length + 1000}"],
            Body = Content,
        });

        PrimeKgDownloadException exception = await FailAsync(server);

        exception.Failure.ShouldBe(PrimeKgDownloadFailure.Unreachable);
        File.Exists(Target).ShouldBeFalse();
        server.Requests.Count.ShouldBe(5, "one that brought bytes and four that brought none");
    }

    [Fact]
    public async Task More_bytes_than_expected_are_refused_where_the_server_tells_no_length()
    {
        await using var server = new LoopbackServer(_ => new Reply { Status = 200, Body = Content });

        (await FailAsync(server, new PrimeKgDownloadOptions { Address = server.Address, ExpectedLength = 1000, MetadataAddress = null }))
            .Failure.ShouldBe(PrimeKgDownloadFailure.WrongLength);
        File.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_length_or_checksum_than_expected_is_refused()
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Content, request));

        (await FailAsync(server, new PrimeKgDownloadOptions { Address = server.Address, ExpectedLength = 5, MetadataAddress = null }))
            .Failure.ShouldBe(PrimeKgDownloadFailure.WrongLength);
        PrimeKgDownloadException wrong = await FailAsync(server, new PrimeKgDownloadOptions { Address = server.Address, ExpectedMd5 = new string('0', 32) });

        wrong.Failure.ShouldBe(PrimeKgDownloadFailure.WrongHash);
        File.Exists(Target).ShouldBeFalse();
        new FileInfo(Part).Length.ShouldBe(0, "wrong bytes are of no use to the next run");
    }

    [Fact]
    public async Task A_refusal_is_told_at_once()
    {
        await using var server = new LoopbackServer(_ => Reply.Plain(404));

        PrimeKgDownloadException exception = await FailAsync(server);

        exception.Failure.ShouldBe(PrimeKgDownloadFailure.Refused);
        exception.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_fails_for_a_while_is_asked_again()
    {
        await using var server = new LoopbackServer(
            request => request.Number < 3 ? Reply.Plain(request.Number == 1 ? 503 : 500) : Reply.Honest(Content, request));

        (await DownloadAsync(server)).Attempts.ShouldBe(4);

        File.ReadAllBytes(Target).ShouldBe(Content);
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_given_up()
    {
        await using var server = new LoopbackServer(_ => Reply.Plain(502));

        PrimeKgDownloadException exception = await FailAsync(server);

        exception.Failure.ShouldBe(PrimeKgDownloadFailure.Unreachable);
        exception.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        server.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Waits_grow_are_jittered_from_the_seed_and_heed_the_server_up_to_the_longest()
    {
        await using var server = new LoopbackServer(request => request.Number switch
        {
            0 => Reply.Plain(500),
            1 => Reply.Plain(429, "Retry-After: 7"),
            2 => Reply.Plain(429, "Retry-After: 86400"),
            3 => Reply.Plain(503, "Retry-After: Thu, 01 Jan 2026 00:00:20 GMT"),
            4 => Reply.Plain(500),
            _ => Reply.Honest(Content, request),
        });
        var options = new PrimeKgDownloadOptions { Address = server.Address, MetadataAddress = null, Overwrites = true, StallTimeout = TimeSpan.FromHours(1) };
        var first = new RecordingTime(options.StallTimeout);
        var second = new RecordingTime(options.StallTimeout);

        await new PrimeKgDownloader(_httpClient, options, first).DownloadAsync(_folder).WaitAsync(Deadline);

        TimeSpan[] waits = [.. first.Waits];
        waits.Length.ShouldBe(5);
        waits[0].TotalSeconds.ShouldBeInRange(0.5, 1);
        waits[1].TotalSeconds.ShouldBe(7);
        waits[2].TotalSeconds.ShouldBe(60);
        waits[3].TotalSeconds.ShouldBe(20);
        waits[4].TotalSeconds.ShouldBeInRange(8, 16);

        await using var again = new LoopbackServer(request => request.Number == 0 ? Reply.Plain(500) : Reply.Honest(Content, request));
        var sameSeed = new PrimeKgDownloadOptions { Address = again.Address, MetadataAddress = null, Overwrites = true, StallTimeout = options.StallTimeout };
        await new PrimeKgDownloader(_httpClient, sameSeed, second).DownloadAsync(_folder).WaitAsync(Deadline);
        second.Waits.Single().ShouldBe(waits[0]);
    }

    [Fact]
    public async Task An_error_page_is_not_taken_for_the_table()
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Encoding.UTF8.GetBytes("<html><body>Please log in</body></html>"), request));

        (await FailAsync(server)).Failure.ShouldBe(PrimeKgDownloadFailure.WrongContent);

        File.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public async Task Packed_bytes_that_were_not_asked_for_are_refused()
    {
        await using var server = new LoopbackServer(
            _ => new Reply { Status = 200, Headers = ["Content-Encoding: gzip", "Content-Length: 3"], Body = new byte[] { 1, 2, 3 } });

        (await FailAsync(server)).Failure.ShouldBe(PrimeKgDownloadFailure.WrongContent);
    }

    [Fact]
    public async Task A_later_run_goes_on_where_an_earlier_one_was_cancelled()
    {
        await using var server = new LoopbackServer(
            request => Reply.Honest(Content, request, cutAfter: request.Number == 0 ? 120_000 : int.MaxValue, isSilent: request.Number == 0));
        using var source = new CancellationTokenSource();
        Task<PrimeKgDownloadResult> first = new PrimeKgDownloader(_httpClient, Quick(server)).DownloadAsync(_folder, null, source.Token);
        while (!File.Exists(Part) || new FileInfo(Part).Length < 120_000)
        {
            await Task.Delay(10).WaitAsync(Deadline);
        }

        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first.WaitAsync(Deadline));
        File.Exists(Target).ShouldBeFalse();

        PrimeKgDownloadResult result = await DownloadAsync(server, sha256: Sha256(Content));

        File.ReadAllBytes(Target).ShouldBe(Content);
        result.ResumedBytes.ShouldBe(120_000);
        server.Requests.Last().From.ShouldBe(120_000);
    }

    [Theory]
    [InlineData("{ broken")]
    [InlineData("{\"address\":\"http://example.org/other\",\"e_tag\":\"\\\"a\\\"\"}")]
    [InlineData(null)]
    public async Task A_part_that_nothing_vouches_for_is_thrown_away(string? note)
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Content, request));
        await File.WriteAllBytesAsync(Part, Other);
        if (note is not null)
        {
            await File.WriteAllTextAsync(Part + ".json", note);
        }

        await DownloadAsync(server);

        File.ReadAllBytes(Target).ShouldBe(Content);
        server.Requests.Single().From.ShouldBeNull();
    }

    [Fact]
    public async Task A_part_that_is_whole_only_gets_its_name()
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Content, request));
        await LeavePartAsync(server, Content);

        PrimeKgDownloadResult result = await DownloadAsync(server);

        File.ReadAllBytes(Target).ShouldBe(Content);
        result.ResumedBytes.ShouldBe(Content.Length);
        server.Requests.Single().From.ShouldBe(Content.Length);
    }

    [Fact]
    public async Task A_part_that_is_longer_than_the_content_is_thrown_away()
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Content, request));
        await LeavePartAsync(server, [.. Content, 1, 2, 3]);

        await DownloadAsync(server);

        File.ReadAllBytes(Target).ShouldBe(Content);
    }

    [Fact]
    public async Task Two_downloads_into_one_folder_do_not_mix()
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Content, request, cutAfter: 1000, isSilent: true));
        using var source = new CancellationTokenSource();
        Task<PrimeKgDownloadResult> first = new PrimeKgDownloader(_httpClient, Quick(server)).DownloadAsync(_folder, null, source.Token);
        while (!File.Exists(Part))
        {
            await Task.Delay(10).WaitAsync(Deadline);
        }

        (await FailAsync(server)).Failure.ShouldBe(PrimeKgDownloadFailure.Busy);

        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first.WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_file_that_is_there_is_left_refused_or_replaced()
    {
        await using var server = new LoopbackServer(request => Reply.Honest(Content, request));
        await File.WriteAllBytesAsync(Target, Content);

        PrimeKgDownloadResult present = await DownloadAsync(server, sha256: Sha256(Content));
        present.WasPresent.ShouldBeTrue();
        present.VerifiedBy.ShouldBe("SHA256");
        (await DownloadAsync(server)).VerifiedBy.ShouldBeNull("nothing is known of the content");
        server.Requests.ShouldBeEmpty();

        await File.WriteAllBytesAsync(Target, Other);
        (await FailAsync(server, Quick(server, Sha256(Content)))).Failure.ShouldBe(PrimeKgDownloadFailure.FileExists);
        File.ReadAllBytes(Target).ShouldBe(Other);

        await DownloadAsync(server, new PrimeKgDownloadOptions { Address = server.Address, ExpectedSha256 = Sha256(Content), Overwrites = true });
        File.ReadAllBytes(Target).ShouldBe(Content);
    }

    [Theory]
    [InlineData("{\"status\":\"OK\",\"data\":{\"dataFile\":{\"filesize\":LENGTH,\"md5\":\"x\",\"checksum\":{\"type\":\"MD5\",\"value\":\"HASH\"}}}}", "MD5")]
    [InlineData("{\"data\":{\"dataFile\":{\"md5\":\"HASH\"}}}", "MD5")]
    [InlineData("{\"data\":{\"dataFile\":{\"filesize\":LENGTH,\"checksum\":{\"type\":\"CRC\",\"value\":\"1\"}}}}", null)]
    [InlineData("{\"data\":[]}", null)]
    [InlineData("<html>", null)]
    public async Task Dataverse_tells_length_and_checksum(string entry, string? verifiedBy)
    {
#pragma warning disable CA5351 // The checksum that Dataverse publishes is MD5.
        string hash = Convert.ToHexString(MD5.HashData(Content));
#pragma warning restore CA5351
        byte[] body = Encoding.UTF8.GetBytes(entry
            .Replace("LENGTH", $"{Content.Length}", StringComparison.Ordinal).Replace("HASH", hash, StringComparison.Ordinal));
        await using var server = new LoopbackServer(request => Reply.Honest(request.Path == "/entry" ? body : Content, request));

        PrimeKgDownloadResult result = await DownloadAsync(
            server, new PrimeKgDownloadOptions { Address = server.Address, MetadataAddress = new Uri(server.Address, "/entry") });

        result.VerifiedBy.ShouldBe(verifiedBy);
        result.Length.ShouldBe(Content.Length);
    }

    [Fact]
    public async Task A_wrong_checksum_of_Dataverse_is_found_and_a_missing_entry_is_told()
    {
        byte[] body = "{\"data\":{\"dataFile\":{\"md5\":\"00000000000000000000000000000000\"}}}"u8.ToArray();
        await using var server = new LoopbackServer(
            request => request.Path == "/gone" ? Reply.Plain(404) : Reply.Honest(request.Path == "/entry" ? body : Content, request));

        (await FailAsync(server, new PrimeKgDownloadOptions { Address = server.Address, MetadataAddress = new Uri(server.Address, "/entry") }))
            .Failure.ShouldBe(PrimeKgDownloadFailure.WrongHash);
        (await DownloadAsync(server, new PrimeKgDownloadOptions { Address = server.Address, MetadataAddress = new Uri(server.Address, "/gone") }))
            .VerifiedBy.ShouldBeNull();
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_unreachable()
    {
        var server = new LoopbackServer(_ => Reply.Plain(500));
        Uri dead = server.Address;
        await server.DisposeAsync();

        var options = new PrimeKgDownloadOptions
        {
            Address = dead,
            MetadataAddress = dead,
            MaxFruitlessAttempts = 2,
            BaseDelay = TimeSpan.Zero,
            MaxDelay = TimeSpan.Zero,
        };
        PrimeKgDownloadException exception = await Should.ThrowAsync<PrimeKgDownloadException>(
            () => new PrimeKgDownloader(_httpClient, options).DownloadAsync(_folder).WaitAsync(Deadline));

        exception.Failure.ShouldBe(PrimeKgDownloadFailure.Unreachable);
        exception.StatusCode.ShouldBeNull();
    }

    [Fact]
    public async Task A_cancelled_download_asks_nobody()
    {
        await using var server = new LoopbackServer(_ => Reply.Plain(500));

        await Should.ThrowAsync<OperationCanceledException>(
            () => new PrimeKgDownloader(_httpClient, Quick(server)).DownloadAsync(_folder, null, new CancellationToken(true)).WaitAsync(Deadline));

        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<ArgumentException>(() => new PrimeKgDownloader(_httpClient, new PrimeKgDownloadOptions { FileName = "../x" }));
        Should.Throw<ArgumentException>(() => new PrimeKgDownloader(_httpClient, new PrimeKgDownloadOptions { FileName = " " }));
        Should.Throw<ArgumentException>(() => new PrimeKgDownloader(_httpClient, new PrimeKgDownloadOptions { Address = new Uri("file:///x") }));
        Should.Throw<ArgumentException>(() => new PrimeKgDownloader(_httpClient, new PrimeKgDownloadOptions { MaxFruitlessAttempts = 0 }));
        Should.Throw<ArgumentException>(() => new PrimeKgDownloader(_httpClient, new PrimeKgDownloadOptions { MaxRestarts = -1 }));
        Should.Throw<ArgumentException>(() => new PrimeKgDownloader(_httpClient, new PrimeKgDownloadOptions { StallTimeout = TimeSpan.Zero }));
        Should.Throw<ArgumentException>(() => new PrimeKgDownloader(_httpClient, new PrimeKgDownloadOptions { MaxDelay = TimeSpan.Zero }));
        Should.Throw<ArgumentNullException>(() => new PrimeKgDownloader(null!));
        new PrimeKgDownloadOptions().Address.AbsoluteUri.ShouldBe("https://dataverse.harvard.edu/api/access/datafile/6180620");
    }

    private static byte[] MakeContent(int seed, int length)
    {
        byte[] content = new byte[length];
        new Random(seed).NextBytes(content);
        "relation,display_relation,x_index\n"u8.CopyTo(content);
        return content;
    }

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static PrimeKgDownloadOptions Quick(LoopbackServer server, string? sha256 = null) => new()
    {
        Address = server.Address,
        MetadataAddress = null,
        ExpectedSha256 = sha256,
        MaxFruitlessAttempts = 4,
        BaseDelay = TimeSpan.Zero,
        MaxDelay = TimeSpan.FromMilliseconds(1),
        StallTimeout = TimeSpan.FromSeconds(20),
    };

    private static PrimeKgDownloadOptions Quicker(PrimeKgDownloadOptions options) => new()
    {
        Address = options.Address,
        MetadataAddress = options.MetadataAddress?.Host == "dataverse.harvard.edu" ? null : options.MetadataAddress,
        ExpectedLength = options.ExpectedLength,
        ExpectedMd5 = options.ExpectedMd5,
        ExpectedSha256 = options.ExpectedSha256,
        Overwrites = options.Overwrites,
        MaxFruitlessAttempts = options.MaxFruitlessAttempts,
        StallTimeout = options.StallTimeout,
        BaseDelay = TimeSpan.Zero,
        MaxDelay = TimeSpan.FromMilliseconds(1),
    };

    private async Task<PrimeKgDownloadResult> DownloadAsync(
        LoopbackServer server, PrimeKgDownloadOptions? options = null, IProgress<PrimeKgDownloadProgress>? progress = null, string? sha256 = null) =>
        await new PrimeKgDownloader(_httpClient, options is null ? Quick(server, sha256) : Quicker(options))
            .DownloadAsync(_folder, progress).WaitAsync(Deadline);

    private async Task<PrimeKgDownloadException> FailAsync(LoopbackServer server, PrimeKgDownloadOptions? options = null) =>
        await Should.ThrowAsync<PrimeKgDownloadException>(() => DownloadAsync(server, options));

    private async Task LeavePartAsync(LoopbackServer server, byte[] bytes)
    {
        await File.WriteAllBytesAsync(Part, bytes);
        await File.WriteAllTextAsync(Part + ".json", $$"""{"address":"{{server.Address.AbsoluteUri}}","e_tag":"\"a\"","length":{{Content.Length}}}""");
    }

    /// <summary>Keeps the reported values, in order and at once.</summary>
    private sealed class Progress(List<PrimeKgDownloadProgress> values) : IProgress<PrimeKgDownloadProgress>
    {
        public void Report(PrimeKgDownloadProgress value) => values.Add(value);
    }
}
