using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;

namespace MedReason.Kg.Primekg;

/// <summary>Downloads PrimeKG's kg.csv, resumes an earlier run, and gives no incomplete or wrong file its name.</summary>
/// <remarks>
/// <para>
/// While it is incomplete the content is kept in <c>kg.csv.part</c>, with a note of the content it belongs to (address, entity tag, length). The rest is
/// requested by range on the condition that the content is still the same; when the server ignores that, or the content has changed, the download starts
/// over. A complete file is flushed to disk, its length, checksum and first bytes are checked, and it is renamed.
/// </para>
/// <para>
/// Transient failures (no connection, silence, a closed connection, the statuses 408, 429 and 5xx) are retried after delays that grow and are jittered
/// from a seed; <c>Retry-After</c> is respected up to the maximum delay. Safe for concurrent use with different folders.
/// </para>
/// </remarks>
public sealed class PrimeKgDownloader
{
    private const int BufferSize = 1 << 17;
    private const long ProgressStep = 1 << 20;
    private const int MaxMetadataLength = 1 << 20;

    private readonly HttpClient _httpClient;
    private readonly PrimeKgDownloadOptions _options;
    private readonly TimeProvider _timeProvider;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="httpClient">The client for all requests; it must not decompress replies. Its timeout applies to the headers of each reply.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="timeProvider">The clock of delays and timeouts; null for the system's.</param>
    /// <exception cref="ArgumentException">A number of the options is out of range, or the file name contains a folder.</exception>
    public PrimeKgDownloader(HttpClient httpClient, PrimeKgDownloadOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(httpClient);
        _httpClient = httpClient;
        _options = options ?? new PrimeKgDownloadOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
        ArgumentException.ThrowIfNullOrWhiteSpace(_options.FileName, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxFruitlessAttempts, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxRestarts, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.StallTimeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.BaseDelay, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxDelay, _options.BaseDelay, nameof(options));
        if (!_options.Address.IsAbsoluteUri || _options.Address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("The address must be an absolute http or https address.", nameof(options));
        }

        if (Path.GetFileName(_options.FileName) != _options.FileName)
        {
            throw new ArgumentException("The file name must not contain a folder.", nameof(options));
        }
    }

    /// <summary>Downloads the file into a folder; an existing file that is the expected one is left as it is.</summary>
    /// <param name="folder">The folder; created when it does not exist.</param>
    /// <param name="progress">Receives a report for every mebibyte and every failed attempt; may be null.</param>
    /// <param name="cancellationToken">Cancels the download; what was received is kept for the next run.</param>
    /// <returns>The file, complete and in place.</returns>
    /// <exception cref="PrimeKgDownloadException">The file could not be downloaded, or is not the expected one.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder is denied.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PrimeKgDownloadResult> DownloadAsync(
        string folder, IProgress<PrimeKgDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        cancellationToken.ThrowIfCancellationRequested();
        Directory.CreateDirectory(folder);
        string target = Path.Combine(folder, _options.FileName);
        ExpectedContent expected = await FindExpectedAsync(cancellationToken).ConfigureAwait(false);
        if (File.Exists(target) && await CheckPresentAsync(target, expected, cancellationToken).ConfigureAwait(false) is { } present)
        {
            return present;
        }

        PartialFile file = PartialFile.Open(target, _options.Address);
        var run = new Run(file, expected, progress);
        string sha256;
        await using (file.ConfigureAwait(false))
        {
            sha256 = await FetchAndCheckAsync(run, cancellationToken).ConfigureAwait(false);
        }

        long length = new FileInfo(file.Path).Length;
        file.MoveTo(target, _options.Overwrites);
        return new PrimeKgDownloadResult
        {
            Path = target,
            Length = length,
            Sha256 = sha256,
            VerifiedBy = expected.Algorithm?.Name,
            Attempts = run.Attempts,
            ResumedBytes = run.ResumedBytes,
        };
    }

    private static async Task<(string? Hash, string Sha256)> HashAsync(Stream content, HashAlgorithmName? algorithm, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IncrementalHash? other = algorithm is { } name && name != HashAlgorithmName.SHA256 ? IncrementalHash.CreateHash(name) : null;
        byte[] buffer = new byte[BufferSize];
        content.Position = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            sha256.AppendData(buffer, 0, read);
            other?.AppendData(buffer, 0, read);
        }

        string sha256Text = Convert.ToHexStringLower(sha256.GetHashAndReset());
        return (other is not null ? Convert.ToHexStringLower(other.GetHashAndReset()) : algorithm is null ? null : sha256Text, sha256Text);
    }

    private static bool SameHash(string? expected, string? actual) => string.Equals(expected?.Trim(), actual, StringComparison.OrdinalIgnoreCase);

    private static async Task<bool> LooksLikePrimeKgAsync(Stream content, CancellationToken cancellationToken)
    {
        byte[] start = new byte[16];
        content.Position = 0;
        int read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        ReadOnlySpan<byte> bytes = start.AsSpan(0, read);
        if (bytes is [0x1F, 0x8B, ..])
        {
            return true;
        }

        bytes = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        return bytes.StartsWith("relation,"u8) || bytes.StartsWith("\"relation\","u8);
    }

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static string? StrongTagOf(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    private async Task<ExpectedContent> FindExpectedAsync(CancellationToken cancellationToken)
    {
        if (ExpectedContent.FromOptions(_options) is { } given)
        {
            return given;
        }

        ExpectedContent reported = _options.MetadataAddress is { } address
            ? await AskMetadataAsync(address, cancellationToken).ConfigureAwait(false)
            : ExpectedContent.Nothing;
        return reported with { Length = _options.ExpectedLength ?? reported.Length };
    }

    // An entry without a checksum, or a server that does not answer, leaves it unknown; the result says so.
    private async Task<ExpectedContent> AskMetadataAsync(Uri address, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_options.StallTimeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            using HttpResponseMessage response = await _httpClient.GetAsync(
                address, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return ExpectedContent.Nothing;
            }

            Stream body = await response.Content.ReadAsStreamAsync(linked.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                byte[] bytes = new byte[MaxMetadataLength];
                int length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, linked.Token).ConfigureAwait(false);
                return length == bytes.Length ? ExpectedContent.Nothing : ExpectedContent.FromDataverse(bytes.AsMemory(0, length));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return ExpectedContent.Nothing;
        }
    }

    private async Task<PrimeKgDownloadResult?> CheckPresentAsync(string target, ExpectedContent expected, CancellationToken cancellationToken)
    {
        var stream = new FileStream(
            target, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            (string? hash, string sha256) = await HashAsync(stream, expected.Algorithm, cancellationToken).ConfigureAwait(false);
            bool isExpected = (expected.Length is null || expected.Length == stream.Length) && (expected.Hash is null || SameHash(expected.Hash, hash));
            if (isExpected && (expected.IsKnown || !_options.Overwrites))
            {
                return new PrimeKgDownloadResult
                {
                    Path = target,
                    Length = stream.Length,
                    Sha256 = sha256,
                    VerifiedBy = expected.Hash is null ? null : expected.Algorithm?.Name,
                    WasPresent = true,
                };
            }
        }

        return _options.Overwrites ? null : throw new PrimeKgDownloadException(
            $"'{target}' exists and is not the expected file; move it away or allow it to be replaced.")
        { Failure = PrimeKgDownloadFailure.FileExists };
    }

    private async Task<string> FetchAndCheckAsync(Run run, CancellationToken cancellationToken)
    {
        while (true)
        {
            await FetchAsync(run, cancellationToken).ConfigureAwait(false);
            run.File.FlushToDisk();
            if (!await LooksLikePrimeKgAsync(run.File.Content, cancellationToken).ConfigureAwait(false))
            {
                await run.File.RestartAsync(null, cancellationToken).ConfigureAwait(false);
                throw new PrimeKgDownloadException($"What {_options.Address} sends is not PrimeKG's table.") { Failure = PrimeKgDownloadFailure.WrongContent };
            }

            (string? hash, string sha256) = await HashAsync(run.File.Content, run.Expected.Algorithm, cancellationToken).ConfigureAwait(false);
            if (run.Expected.Hash is null || SameHash(run.Expected.Hash, hash))
            {
                return sha256;
            }

            // Bytes of several replies may belong to several contents; those of one reply are what the server has.
            bool wasPieced = run.IsPieced;
            await run.File.RestartAsync(null, cancellationToken).ConfigureAwait(false);
            if (!wasPieced || !run.TryRestart(_options.MaxRestarts))
            {
                throw new PrimeKgDownloadException(
                    $"The {run.Expected.Algorithm?.Name} of what {_options.Address} sends is {hash}, not {run.Expected.Hash}.")
                { Failure = PrimeKgDownloadFailure.WrongHash };
            }
        }
    }

    private async Task FetchAsync(Run run, CancellationToken cancellationToken)
    {
        var jitter = new Random(_options.Seed);
        int fruitless = 0;
        while (true)
        {
            long before = run.File.Length;
            run.Attempts++;
            try
            {
                if (await AttemptAsync(run, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                fruitless = 0;
            }
            catch (TransientFailure failure)
            {
                fruitless = run.File.Length > before ? 0 : fruitless + 1;
                run.Report(failure.Message);
                if (fruitless >= _options.MaxFruitlessAttempts)
                {
                    throw new PrimeKgDownloadException($"{_options.Address} could not be downloaded in {run.Attempts} attempts: {failure.Message}", failure)
                    {
                        Failure = PrimeKgDownloadFailure.Unreachable,
                        StatusCode = failure.StatusCode,
                    };
                }

                await Task.Delay(WaitAfter(fruitless, failure.RetryAfter, jitter), _timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan WaitAfter(int fruitless, TimeSpan? asked, Random jitter)
    {
        double longest = Math.Min(_options.MaxDelay.TotalMilliseconds, _options.BaseDelay.TotalMilliseconds * Math.Pow(2, Math.Clamp(fruitless - 1, 0, 20)));
        TimeSpan own = TimeSpan.FromMilliseconds(longest * (0.5 + (jitter.NextDouble() / 2)));
        TimeSpan wait = asked > own ? asked.Value : own;
        return wait > _options.MaxDelay ? _options.MaxDelay : wait;
    }

    /// <summary>Requests once what is missing.</summary>
    /// <returns>True when the file is complete; false when the content has changed and the next attempt starts over.</returns>
    private async Task<bool> AttemptAsync(Run run, CancellationToken cancellationToken)
    {
        long have = run.File.Length;
        using var request = new HttpRequestMessage(HttpMethod.Get, _options.Address);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        bool isResuming = have > 0 && TryAddRange(request, run.File.Info, have);
        using var silence = new CancellationTokenSource(_options.StallTimeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        using HttpResponseMessage response = await OverNetworkAsync(
            token => _httpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), linked.Token, cancellationToken).ConfigureAwait(false);

        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && isResuming)
        {
            // An earlier run received everything and ended before the file got its name.
            run.Resume(have);
            return run.File.Info?.Length == have || await RestartAsync(run, cancellationToken).ConfigureAwait(false);
        }

        ThrowIfRefused(response);
        long? total;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            total = response.Content.Headers.ContentRange?.Length ?? run.File.Info?.Length;
            if (!isResuming || !IsRest(response, run.File.Info, have, total))
            {
                return await RestartAsync(run, cancellationToken).ConfigureAwait(false);
            }

            run.Resume(have);
        }
        else
        {
            total = response.Content.Headers.ContentLength;
            if (isResuming && !run.TryRestart(_options.MaxRestarts))
            {
                throw Unstable();
            }

            run.ResumedBytes = 0;
            run.IsPieced = false;
            await run.File.RestartAsync(Describe(response, total), cancellationToken).ConfigureAwait(false);
        }

        if (total is { } sent && run.Expected.Length is { } expected && sent != expected)
        {
            throw new PrimeKgDownloadException($"{_options.Address} sends {sent} bytes, not the {expected} that were expected.")
            {
                Failure = PrimeKgDownloadFailure.WrongLength,
            };
        }

        run.TotalBytes = total ?? run.Expected.Length;
        await ReadBodyAsync(run, response, silence, linked.Token, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether a partial reply begins where the file ends and belongs to the same content.</summary>
    private static bool IsRest(HttpResponseMessage response, PartialFileInfo? info, long have, long? total) =>
        info is not null
        && response.Content.Headers.ContentRange?.From == have
        && (info.Length is null || total == info.Length)
        && (info.ETag is null || StrongTagOf(response) is not { } tag || tag == info.ETag);

    private async Task ReadBodyAsync(
        Run run, HttpResponseMessage response, CancellationTokenSource silence, CancellationToken linkedToken, CancellationToken cancellationToken)
    {
        Stream body = await OverNetworkAsync(token => response.Content.ReadAsStreamAsync(token), linkedToken, cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] buffer = new byte[BufferSize];
            long reported = run.File.Length;
            run.Report(null);
            while (true)
            {
                silence.CancelAfter(_options.StallTimeout);
                int read = await OverNetworkAsync(token => body.ReadAsync(buffer, token).AsTask(), linkedToken, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                await run.File.AppendAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                run.ReceivedBytes += read;
                if (run.TotalBytes is { } total && run.File.Length > total)
                {
                    await run.File.RestartAsync(null, cancellationToken).ConfigureAwait(false);
                    throw new PrimeKgDownloadException($"{_options.Address} sends more than the {total} bytes that it announced.")
                    {
                        Failure = PrimeKgDownloadFailure.WrongLength,
                    };
                }

                if (run.File.Length - reported >= ProgressStep)
                {
                    reported = run.File.Length;
                    run.Report(null);
                }
            }

            if (run.TotalBytes is { } whole && run.File.Length < whole)
            {
                throw new TransientFailure($"the connection was closed after {run.File.Length} of {whole} bytes");
            }

            run.Report(null);
        }
    }

    private static bool TryAddRange(HttpRequestMessage request, PartialFileInfo? info, long have)
    {
        if (info?.ETag is { } tag)
        {
            request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(tag));
        }
        else if (DateTimeOffset.TryParse(info?.LastModified, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset lastModified))
        {
            request.Headers.IfRange = new RangeConditionHeaderValue(lastModified);
        }
        else
        {
            // Nothing shows that the rest belongs to the same content.
            return false;
        }

        request.Headers.Range = new RangeHeaderValue(have, null);
        return true;
    }

    private PartialFileInfo Describe(HttpResponseMessage response, long? total) => new()
    {
        Address = _options.Address.AbsoluteUri,
        ETag = StrongTagOf(response),
        LastModified = response.Content.Headers.LastModified?.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        Length = total,
    };

    private async Task<bool> RestartAsync(Run run, CancellationToken cancellationToken)
    {
        await run.File.RestartAsync(null, cancellationToken).ConfigureAwait(false);
        run.ResumedBytes = 0;
        return run.TryRestart(_options.MaxRestarts) ? false : throw Unstable();
    }

    private PrimeKgDownloadException Unstable() =>
        new($"The content at {_options.Address} keeps changing during the download.") { Failure = PrimeKgDownloadFailure.Unstable };

    private void ThrowIfRefused(HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            if (response.Content.Headers.ContentEncoding.Count > 0)
            {
                throw new PrimeKgDownloadException($"{_options.Address} sends compressed bytes that were not requested.")
                {
                    Failure = PrimeKgDownloadFailure.WrongContent,
                };
            }

            return;
        }

        string answer = $"{_options.Address} answers {(int)response.StatusCode} ({response.StatusCode})";
        if (!IsTransient(response.StatusCode))
        {
            throw new PrimeKgDownloadException(answer) { Failure = PrimeKgDownloadFailure.Refused, StatusCode = response.StatusCode };
        }

        RetryConditionHeaderValue? retryAfter = response.Headers.RetryAfter;
        throw new TransientFailure(answer)
        {
            StatusCode = response.StatusCode,
            RetryAfter = retryAfter?.Delta ?? (retryAfter?.Date is { } date ? date - _timeProvider.GetUtcNow() : null),
        };
    }

    /// <summary>Awaits the network, and keeps its failures and its silence apart from the caller's cancellation and from failures of the disk.</summary>
    private static async Task<T> OverNetworkAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken linkedToken, CancellationToken cancellationToken)
    {
        try
        {
            return await call(linkedToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientFailure("the server was silent for too long", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw new TransientFailure(exception.Message, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
    }

    /// <summary>The state of one download.</summary>
    private sealed class Run(PartialFile file, ExpectedContent expected, IProgress<PrimeKgDownloadProgress>? progress)
    {
        private int _restarts;

        public PartialFile File { get; } = file;

        public ExpectedContent Expected { get; } = expected;

        public int Attempts { get; set; }

        public long? TotalBytes { get; set; }

        public long ReceivedBytes { get; set; }

        public long ResumedBytes { get; set; }

        /// <summary>Whether the bytes on disk came from more than one reply.</summary>
        public bool IsPieced { get; set; }

        public bool TryRestart(int limit) => ++_restarts <= limit;

        /// <summary>Counts the bytes on disk as those of an earlier run, unless this run fetched some of them.</summary>
        public void Resume(long have)
        {
            IsPieced = true;
            ResumedBytes = ReceivedBytes == 0 ? have : ResumedBytes;
        }

        public void Report(string? problem) => progress?.Report(new PrimeKgDownloadProgress
        {
            ReceivedBytes = File.Length,
            TotalBytes = TotalBytes,
            Attempt = Math.Max(Attempts, 1),
            Problem = problem,
        });
    }
}
