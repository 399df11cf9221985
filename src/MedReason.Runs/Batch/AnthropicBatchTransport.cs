using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MedReason.Runs;

/// <summary>Anthropic's interface for batches of messages, which takes the requests with the submission. Safe for concurrent use.</summary>
/// <remarks>
/// A batch carries no name. One whose submission was not recorded is among those of the same number of requests that were created since, and the identifiers
/// in its results decide. The limits are 100,000 requests and 256 MB, which are held at 256,000,000 bytes.
/// </remarks>
public sealed class AnthropicBatchTransport : IBatchTransport
{
    private const string Batches = "v1/messages/batches";
    private const int PageSize = 100;
    private const int MaxPages = 1000;

    // Clocks differ. A batch that is looked at without need costs a request alone.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);
    private static readonly string[] Counts = ["processing", "succeeded", "errored", "canceled", "expired"];
    private readonly BatchHttp _http;
    private readonly Uri _address;

    /// <summary>Initializes a transport.</summary>
    /// <param name="http">
    /// The client, whose default headers carry the key and <c>anthropic-version</c>; not disposed. Its own timeout should be infinite.
    /// </param>
    /// <param name="address">The base address without a version, such as <c>https://api.anthropic.com</c>.</param>
    /// <param name="timeProvider">The clock of deadlines; null for the system's.</param>
    public AnthropicBatchTransport(HttpClient http, Uri address, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(address);
        _http = new BatchHttp(http, Provider, timeProvider ?? TimeProvider.System);
        _address = new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
    }

    /// <inheritdoc />
    public string Provider => "anthropic";

    /// <inheritdoc />
    public BatchLimits Limits { get; } = new() { Requests = 100_000, Bytes = 256_000_000 };

    /// <inheritdoc />
    public BatchForm Form { get; } = new()
    {
        Head = "{\"requests\":["u8.ToArray(),
        BeforeId = "{\"custom_id\":\""u8.ToArray(),
        BeforeBody = "\",\"params\":"u8.ToArray(),
        AfterBody = "}"u8.ToArray(),
        Separator = ","u8.ToArray(),
        Tail = "]}"u8.ToArray(),
    };

    /// <inheritdoc />
    public bool HasFiles => false;

    /// <inheritdoc />
    public Task<string?> FindFileAsync(string tag, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc />
    /// <exception cref="NotSupportedException">Always: requests are sent with the submission.</exception>
    public Task<string> UploadAsync(BatchFile file, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc />
    public async Task<BatchStatus> SubmitAsync(BatchFile file, string? fileId, CancellationToken cancellationToken) => Read(await _http.SendAsync(
        HttpMethod.Post, new Uri(_address, Batches), new BatchContent(file, "application/json"), isTransfer: true, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public async Task<IReadOnlyList<BatchStatus>> FindAsync(BatchTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        DateTimeOffset since = ticket.Since - ClockSkew;
        var found = new List<BatchStatus>();
        string? after = null;
        for (int page = 0; page < MaxPages; page++)
        {
            string query = string.Create(
                CultureInfo.InvariantCulture, $"{Batches}?limit={PageSize}{(after is null ? string.Empty : $"&after_id={Uri.EscapeDataString(after)}")}");
            JsonElement list = await _http.SendAsync(HttpMethod.Get, new Uri(_address, query), content: null, isTransfer: false, cancellationToken)
                .ConfigureAwait(false);
            bool isOld = false;
            string? last = null;
            foreach (JsonElement batch in BatchHttp.Items(list, "data"))
            {
                BatchStatus status = Read(batch);
                last = status.Id;
                isOld |= CreatedAt(batch) < since;
                if (!(CreatedAt(batch) < since) && CountOf(batch) == ticket.Count && !ticket.Others.Contains(status.Id))
                {
                    found.Add(status);
                }
            }

            // The latest come first.
            if (isOld || last is null || last == after || BatchHttp.Find(list, "has_more").ValueKind != JsonValueKind.True)
            {
                break;
            }

            after = last;
        }

        return found;
    }

    /// <inheritdoc />
    public async Task<BatchStatus> GetAsync(string id, CancellationToken cancellationToken) =>
        Read(await _http.SendAsync(HttpMethod.Get, AddressOf(id), content: null, isTransfer: false, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public async IAsyncEnumerable<BatchResult> ReadResultsAsync(BatchStatus batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);

        // The address is not taken from the reply: the key goes to the provider's address alone.
        await foreach (JsonElement line in _http.ReadLinesAsync(AddressOf(batch.Id, "/results"), cancellationToken).ConfigureAwait(false))
        {
            if (BatchHttp.FindText(line, "custom_id") is { } id)
            {
                yield return ReadResult(id, BatchHttp.Find(line, "result"));
            }
        }
    }

    private static DateTimeOffset? CreatedAt(JsonElement batch) =>
        DateTimeOffset.TryParse(BatchHttp.FindText(batch, "created_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    private static long CountOf(JsonElement batch)
    {
        JsonElement counts = BatchHttp.Find(batch, "request_counts");
        return Counts.Sum(name => BatchHttp.Find(counts, name) is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out long number) ? number : 0);
    }

    private BatchResult ReadResult(string id, JsonElement result)
    {
        JsonElement error = BatchHttp.Find(result, "error");
        return BatchHttp.FindText(result, "type") switch
        {
            "succeeded" when BatchHttp.Find(result, "message") is { ValueKind: JsonValueKind.Object } message =>
                new BatchResult { CustomId = id, Status = 200, Body = JsonMarshal.GetRawUtf8Value(message).ToArray() },
            "errored" when error.ValueKind == JsonValueKind.Object =>
                new BatchResult { CustomId = id, Status = StatusOf(error), Body = JsonMarshal.GetRawUtf8Value(error).ToArray() },
            var other => new BatchResult { CustomId = id, Code = _http.ToCode(other) ?? "no_response" },
        };
    }

    // An error names its kind; a live request gets the status as well.
    private static int StatusOf(JsonElement error) =>
        BatchHttp.FindText(BatchHttp.Find(error, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : error, "type") switch
        {
            "invalid_request_error" => 400,
            "authentication_error" => 401,
            "billing_error" => 402,
            "permission_error" => 403,
            "not_found_error" => 404,
            "request_too_large" => 413,
            "rate_limit_error" => 429,
            "timeout_error" => 504,
            "overloaded_error" => 529,
            _ => 500,
        };

    private Uri AddressOf(string id, string rest = "") => new(_address, $"{Batches}/{Uri.EscapeDataString(id)}{rest}");

    private BatchStatus Read(JsonElement batch)
    {
        string word = _http.ToCode(BatchHttp.FindText(batch, "processing_status")) ?? "unknown";
        return new BatchStatus
        {
            Id = _http.RequireId(batch, "id"),
            State = word == "ended" ? BatchState.Ended : BatchState.InProgress,
            Word = word,
            IsCancelled = BatchHttp.FindText(batch, "cancel_initiated_at") is not null,
        };
    }
}
