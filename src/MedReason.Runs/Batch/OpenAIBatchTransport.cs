using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MedReason.Runs;

/// <summary>OpenAI's interface for batches of chat completions, for which a file of requests is uploaded. Safe for concurrent use.</summary>
/// <remarks>
/// A batch carries its tag as metadata, by which a batch whose submission was not recorded is found again. The limits are 50,000 requests and 200 MB, which
/// are held at 200,000,000 bytes.
/// </remarks>
public sealed class OpenAIBatchTransport : IBatchTransport
{
    private const string Endpoint = "/v1/chat/completions";
    private const string TagName = "medreason_batch";
    private const string Batches = "batches";
    private const int PageSize = 100;
    private const int MaxPages = 1000;
    private readonly BatchHttp _http;
    private readonly Uri _address;

    /// <summary>Initializes a transport.</summary>
    /// <param name="http">The client, whose default headers carry the key; not disposed. Its own timeout should be infinite.</param>
    /// <param name="address">The base address, such as <c>https://api.openai.com/v1</c>.</param>
    /// <param name="timeProvider">The clock of deadlines; null for the system's.</param>
    public OpenAIBatchTransport(HttpClient http, Uri address, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(address);
        _http = new BatchHttp(http, Provider, timeProvider ?? TimeProvider.System);
        _address = new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
    }

    /// <inheritdoc />
    public string Provider => "openai";

    /// <inheritdoc />
    public BatchLimits Limits { get; } = new() { Requests = 50_000, Bytes = 200_000_000 };

    /// <inheritdoc />
    public BatchForm Form { get; } = new()
    {
        BeforeId = "{\"custom_id\":\""u8.ToArray(),
        BeforeBody = "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"u8.ToArray(),
        AfterBody = "}\n"u8.ToArray(),
    };

    /// <inheritdoc />
    public bool HasFiles => true;

    /// <inheritdoc />
    public async Task<string?> FindFileAsync(string tag, CancellationToken cancellationToken)
    {
        string name = FileName(tag);
        await foreach (JsonElement file in ListAsync("files?purpose=batch&", cancellationToken).ConfigureAwait(false))
        {
            if (BatchHttp.FindText(file, "filename") == name)
            {
                return _http.RequireId(file, "id");
            }
        }

        return null;
    }

    /// <inheritdoc />
    public async Task<string> UploadAsync(BatchFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var form = new MultipartFormDataContent("medreason-" + file.Tag[..Math.Min(file.Tag.Length, 32)]);
        form.Add(Part(new StringContent("batch"), "purpose"));
        form.Add(Part(new BatchContent(file, "application/jsonl"), "file", FileName(file.Tag)));
        return _http.RequireId(
            await _http.SendAsync(HttpMethod.Post, new Uri(_address, "files"), form, isTransfer: true, cancellationToken).ConfigureAwait(false), "id");

        static HttpContent Part(HttpContent content, string name, string? fileName = null)
        {
            content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
            {
                Name = $"\"{name}\"",
                FileName = fileName is null ? null : $"\"{fileName}\"",
            };
            return content;
        }
    }

    /// <inheritdoc />
    public async Task<BatchStatus> SubmitAsync(BatchFile file, string? fileId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("input_file_id", fileId);
            writer.WriteString("endpoint", Endpoint);
            writer.WriteString("completion_window", "24h");
            writer.WriteStartObject("metadata");
            writer.WriteString(TagName, file.Tag);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        var content = new ReadOnlyMemoryContent(json.WrittenMemory);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Read(
            await _http.SendAsync(HttpMethod.Post, new Uri(_address, Batches), content, isTransfer: false, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<BatchStatus>> FindAsync(BatchTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        await foreach (JsonElement batch in ListAsync(Batches + "?", cancellationToken).ConfigureAwait(false))
        {
            if (BatchHttp.FindText(BatchHttp.Find(batch, "metadata"), TagName) == ticket.Tag)
            {
                return [Read(batch)];
            }
        }

        return [];
    }

    /// <inheritdoc />
    public async Task<BatchStatus> GetAsync(string id, CancellationToken cancellationToken) => Read(await _http.SendAsync(
        HttpMethod.Get, new Uri(_address, $"{Batches}/{Uri.EscapeDataString(id)}"), content: null, isTransfer: false, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public async IAsyncEnumerable<BatchResult> ReadResultsAsync(BatchStatus batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (string file in batch.Files)
        {
            var address = new Uri(_address, $"files/{Uri.EscapeDataString(file)}/content");
            await foreach (JsonElement line in _http.ReadLinesAsync(address, cancellationToken).ConfigureAwait(false))
            {
                if (BatchHttp.FindText(line, "custom_id") is { } id)
                {
                    yield return ReadResult(id, line);
                }
            }
        }
    }

    private static string FileName(string tag) => $"medreason-{tag}.jsonl";

    private BatchResult ReadResult(string id, JsonElement line)
    {
        JsonElement response = BatchHttp.Find(line, "response");
        if (response.ValueKind == JsonValueKind.Object
            && response.TryGetProperty("status_code", out JsonElement code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out int status)
            && response.TryGetProperty("body", out JsonElement body) && body.ValueKind == JsonValueKind.Object)
        {
            return new BatchResult { CustomId = id, Status = status, Body = JsonMarshal.GetRawUtf8Value(body).ToArray() };
        }

        return new BatchResult { CustomId = id, Code = _http.ToCode(BatchHttp.FindText(BatchHttp.Find(line, "error"), "code")) ?? "no_response" };
    }

    private async IAsyncEnumerable<JsonElement> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        for (int page = 0; page < MaxPages; page++)
        {
            string query = string.Create(
                CultureInfo.InvariantCulture, $"{path}limit={PageSize}{(after is null ? string.Empty : $"&after={Uri.EscapeDataString(after)}")}");
            JsonElement list = await _http.SendAsync(HttpMethod.Get, new Uri(_address, query), content: null, isTransfer: false, cancellationToken)
                .ConfigureAwait(false);
            string? last = null;
            foreach (JsonElement item in BatchHttp.Items(list, "data"))
            {
                last = BatchHttp.FindText(item, "id");
                yield return item;
            }

            if (last is null || last == after || BatchHttp.Find(list, "has_more").ValueKind != JsonValueKind.True)
            {
                yield break;
            }

            after = last;
        }
    }

    private BatchStatus Read(JsonElement batch)
    {
        string word = _http.ToCode(BatchHttp.FindText(batch, "status")) ?? "unknown";
        JsonElement[] errors = [.. BatchHttp.Items(BatchHttp.Find(batch, "errors"), "data")];
        string[] codes = [.. errors.Select(error => _http.ToCode(BatchHttp.FindText(error, "code"))).OfType<string>().Distinct(StringComparer.Ordinal)];
        return new BatchStatus
        {
            Id = _http.RequireId(batch, "id"),
            State = word switch
            {
                "completed" or "expired" or "cancelled" => BatchState.Ended,
                "failed" => BatchState.Refused,
                _ => BatchState.InProgress,
            },
            Word = word,
            IsCancelled = word == "cancelled",
            IsNamed = true,
            Files = [.. ((string[])["output_file_id", "error_file_id"]).Where(name => BatchHttp.FindText(batch, name) is { Length: > 0 })
                .Select(name => _http.RequireId(batch, name))],
            Codes = codes,
            Lines = [.. errors.Select(error => BatchHttp.Find(error, "line")).Where(line => line.ValueKind == JsonValueKind.Number)
                .Select(line => line.TryGetInt32(out int number) ? number : 0).Where(number => number > 0).Distinct()],
            IsQueueFull = codes.Contains("token_limit_exceeded", StringComparer.Ordinal),
        };
    }
}
