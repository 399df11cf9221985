using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedReason.Cli.Tests;

/// <summary>
/// The batch endpoints of two providers, written from their public documentation: OpenAI's <c>/v1/files</c> and <c>/v1/batches</c> and Anthropic's
/// <c>/v1/messages/batches</c>. It refuses what they refuse, and remembers what was asked. Safe for concurrent use.
/// </summary>
/// <param name="answer">Answers a request, live or of a batch; a request of a batch has the target of a live one.</param>
internal sealed class LoopbackBatches(Func<LoopbackRequest, LoopbackReply> answer)
{
    private const string Messages = "/v1/messages/batches";
    private readonly Lock _lock = new();
    private readonly List<StoredFile> _files = [];
    private readonly List<StoredBatch> _batches = [];
    private readonly Dictionary<string, int> _submitted = new(StringComparer.Ordinal);
    private int _live;

    /// <summary>What becomes of a request in place of its answer: <c>expired</c>, <c>canceled</c>, <c>lost</c> or null; by its identifier and how often it came before.</summary>
    public Func<string, int, string?>? Fault { get; init; }

    /// <summary>How often a batch is asked for before it has ended.</summary>
    public int Polls { get; init; }

    /// <summary>Whether a batch does not end yet, by its number; null where none is held.</summary>
    public Func<int, bool>? Holds { get; set; }

    /// <summary>How often each request was submitted.</summary>
    public IReadOnlyDictionary<string, int> Submitted
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, int>(_submitted, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>The number of requests in each batch.</summary>
    public IReadOnlyList<int> Sizes
    {
        get
        {
            lock (_lock)
            {
                return [.. _batches.Select(batch => batch.Requests.Count)];
            }
        }
    }

    /// <summary>The number of calls that were made live.</summary>
    public int LiveCalls => _live;

    public LoopbackReply Respond(LoopbackRequest request)
    {
        string path = request.Target.Split('?')[0];
        lock (_lock)
        {
            return (request.Method, path) switch
            {
                ("POST", "/v1/files") => Upload(request),
                ("GET", "/v1/files") => List(_files, static file => file.Id, static file => file.ToJson(), request, "after"),
                ("POST", "/v1/batches") => Submit(request),
                ("GET", "/v1/batches") => List(_batches.Where(static batch => batch.InputFile is not null), static batch => batch.Id, batch => ToOpenAI(Poll(batch)), request, "after"),
                ("GET", _) when Id(path, "/v1/files/", "/content") is { } file => Content(file),
                ("POST", _) when Id(path, "/v1/batches/", "/cancel") is { } id => On(id, batch => Cancel(batch, ToOpenAI)),
                ("GET", _) when Id(path, "/v1/batches/", "") is { } id => On(id, batch => LoopbackReply.Json(ToOpenAI(Poll(batch)).ToJsonString())),
                ("POST", Messages) => SubmitMessages(request),
                ("GET", Messages) => List(_batches.Where(static batch => batch.InputFile is null), static batch => batch.Id, batch => ToAnthropic(Poll(batch)), request, "after_id"),
                ("GET", _) when Id(path, Messages + "/", "/results") is { } id => On(id, batch => batch.HasEnded
                    ? Lines(batch.Results.Select(result => AnthropicLine(result.Key, result.Value)), "application/x-jsonl")
                    : LoopbackReply.Error(404, "not_found_error")),
                ("POST", _) when Id(path, Messages + "/", "/cancel") is { } id => On(id, batch => Cancel(batch, ToAnthropic)),
                ("GET", _) when Id(path, Messages + "/", "") is { } id => On(id, batch => LoopbackReply.Json(ToAnthropic(Poll(batch)).ToJsonString())),
                ("POST", "/v1/chat/completions" or "/v1/messages") => Live(request),
                _ => LoopbackReply.Error(404, "not_found"),
            };
        }
    }

    private static string? Id(string path, string before, string after) =>
        path.StartsWith(before, StringComparison.Ordinal) && path.EndsWith(after, StringComparison.Ordinal) && path.Length > before.Length + after.Length
            && path[before.Length..^after.Length] is var id && !id.Contains('/', StringComparison.Ordinal)
            ? id
            : null;

    private static LoopbackReply Lines(IEnumerable<string> lines, string type) =>
        new() { Body = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), ContentType = type };

    // The latest come first, a page at a time.
    private static LoopbackReply List<T>(IEnumerable<T> items, Func<T, string> id, Func<T, JsonObject> write, LoopbackRequest request, string cursor)
    {
        var query = (request.Target.Contains('?', StringComparison.Ordinal) ? request.Target.Split('?')[1] : "").Split('&').Select(pair => pair.Split('='))
            .Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]), StringComparer.Ordinal);
        List<T> ordered = [.. items.Reverse()];
        int start = query.TryGetValue(cursor, out string? after) ? ordered.FindIndex(item => id(item) == after) + 1 : 0;
        List<T> page = [.. ordered.Skip(start).Take(int.Parse(query.GetValueOrDefault("limit", "20"), CultureInfo.InvariantCulture))];
        return LoopbackReply.Json(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. page.Select(write)]),
            ["first_id"] = page.Count > 0 ? id(page[0]) : null,
            ["last_id"] = page.Count > 0 ? id(page[^1]) : null,
            ["has_more"] = start + page.Count < ordered.Count,
        }.ToJsonString());
    }

    private LoopbackReply Live(LoopbackRequest request)
    {
        _live++;
        return answer(request);
    }

    private LoopbackReply Upload(LoopbackRequest request)
    {
        string type = request.Headers["Content-Type"];
        string boundary = "--" + type[(type.IndexOf("boundary=", StringComparison.Ordinal) + 9)..].Trim('"');
        string? name = null;
        string content = "";
        string purpose = "";
        foreach (string part in request.Body.Split(boundary).Skip(1).SkipLast(1))
        {
            int end = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            string head = part[..end];
            string body = part[(end + 4)..^2];
            if (head.Contains("name=\"file\"", StringComparison.Ordinal))
            {
                int at = head.IndexOf("filename=\"", StringComparison.Ordinal) + 10;
                (name, content) = (head[at..head.IndexOf('"', at)], body);
            }
            else if (head.Contains("name=\"purpose\"", StringComparison.Ordinal))
            {
                purpose = body;
            }
        }

        if (name is null || purpose != "batch" || content.Length > 200_000_000)
        {
            return LoopbackReply.Error(400, "invalid_request_error");
        }

        var file = new StoredFile($"file-{_files.Count}", name, content);
        _files.Add(file);
        return LoopbackReply.Json(file.ToJson().ToJsonString());
    }

    private LoopbackReply Submit(LoopbackRequest request)
    {
        JsonElement call = request.Json;
        if (_files.Find(file => file.Id == call.GetProperty("input_file_id").GetString()) is not { } input
            || call.GetProperty("endpoint").GetString() != "/v1/chat/completions" || call.GetProperty("completion_window").GetString() != "24h")
        {
            return LoopbackReply.Error(400, "invalid_request_error");
        }

        List<(string, string)> requests = [];
        foreach (string line in input.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.GetProperty("method").GetString() != "POST" || root.GetProperty("url").GetString() != "/v1/chat/completions")
            {
                return LoopbackReply.Error(400, "mismatched_endpoint");
            }

            requests.Add((root.GetProperty("custom_id").GetString()!, root.GetProperty("body").GetRawText()));
        }

        return Add(requests, 50_000, input.Id, call.GetProperty("metadata").GetRawText(), "/v1/chat/completions", ToOpenAI);
    }

    private LoopbackReply SubmitMessages(LoopbackRequest request)
    {
        if (request.Headers.GetValueOrDefault("anthropic-version") is null || request.Body.Length > 256_000_000)
        {
            return LoopbackReply.Error(400, "invalid_request_error");
        }

        using var document = JsonDocument.Parse(request.Body);
        List<(string, string)> requests =
        [
            .. document.RootElement.GetProperty("requests").EnumerateArray().Select(item => (item.GetProperty("custom_id").GetString()!, item.GetProperty("params").GetRawText())),
        ];
        return Add(requests, 100_000, inputFile: null, metadata: "null", "/v1/messages", ToAnthropic);
    }

    private LoopbackReply Add(List<(string Id, string Body)> requests, int most, string? inputFile, string metadata, string target, Func<StoredBatch, JsonObject> write)
    {
        bool areIds = requests.TrueForAll(item => item.Id.Length is > 0 and <= 64 && item.Id.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-'));
        if (requests.Count == 0 || requests.Count > most || !areIds || requests.DistinctBy(item => item.Id).Count() != requests.Count)
        {
            return LoopbackReply.Error(400, "invalid_request_error");
        }

        var batch = new StoredBatch($"batch_{_batches.Count}", inputFile, metadata, requests);
        _batches.Add(batch);
        foreach ((string id, string body) in Enumerable.Reverse(requests))
        {
            int before = _submitted.GetValueOrDefault(id);
            _submitted[id] = before + 1;
            string? fault = Fault?.Invoke(id, before);
            if (fault != "lost")
            {
                LoopbackReply? reply = fault is null
                    ? answer(new LoopbackRequest { Method = "POST", Target = target, Headers = new Dictionary<string, string>(), Body = body })
                    : null;
                batch.Results.Add(new(id, (reply, fault)));
            }
        }

        return LoopbackReply.Json(write(batch).ToJsonString());
    }

    private StoredBatch Poll(StoredBatch batch)
    {
        batch.HasEnded |= batch.Polls++ >= Polls && Holds?.Invoke(_batches.IndexOf(batch)) is not true;
        return batch;
    }

    private static LoopbackReply Cancel(StoredBatch batch, Func<StoredBatch, JsonObject> write)
    {
        batch.HasEnded = true;
        batch.IsCancelled = true;
        return LoopbackReply.Json(write(batch).ToJsonString());
    }

    private LoopbackReply On(string id, Func<StoredBatch, LoopbackReply> act) =>
        _batches.Find(batch => batch.Id == id) is { } batch ? act(batch) : LoopbackReply.Error(404, "not_found");

    private LoopbackReply Content(string file)
    {
        bool isErrors = file.StartsWith("errors-", StringComparison.Ordinal);
        return On(file[(file.IndexOf('-', StringComparison.Ordinal) + 1)..], batch => Lines(
            batch.Results.Where(result => IsError(result.Value) == isErrors).Select(result => OpenAILine(result.Key, result.Value)), "application/octet-stream"));
    }

    private static bool IsError((LoopbackReply? Reply, string? Fault) result) => result.Reply is not { Status: 200 };

    private static string OpenAILine(string id, (LoopbackReply? Reply, string? Fault) result) => new JsonObject
    {
        ["id"] = "batch_req_" + id[..8],
        ["custom_id"] = id,
        ["response"] = result.Reply is null
            ? null
            : new JsonObject { ["status_code"] = result.Reply.Status, ["request_id"] = "req_1", ["body"] = JsonNode.Parse(result.Reply.Body) },
        ["error"] = result.Reply is null ? new JsonObject { ["code"] = "batch_" + result.Fault, ["message"] = "This request could not be executed." } : null,
    }.ToJsonString();

    private static string AnthropicLine(string id, (LoopbackReply? Reply, string? Fault) result) => new JsonObject
    {
        ["custom_id"] = id,
        ["result"] = result.Reply switch
        {
            null => new JsonObject { ["type"] = result.Fault },
            { Status: 200 } => new JsonObject { ["type"] = "succeeded", ["message"] = JsonNode.Parse(result.Reply.Body) },
            _ => new JsonObject { ["type"] = "errored", ["error"] = JsonNode.Parse(result.Reply.Body) },
        },
    }.ToJsonString();

    private static JsonObject ToOpenAI(StoredBatch batch) => new()
    {
        ["id"] = batch.Id,
        ["object"] = "batch",
        ["endpoint"] = "/v1/chat/completions",
        ["errors"] = null,
        ["input_file_id"] = batch.InputFile,
        ["completion_window"] = "24h",
        ["status"] = batch.IsCancelled ? "cancelled" : batch.HasEnded ? "completed" : "in_progress",
        ["output_file_id"] = batch.HasEnded && batch.Results.Exists(result => !IsError(result.Value)) ? "output-" + batch.Id : null,
        ["error_file_id"] = batch.HasEnded && batch.Results.Exists(result => IsError(result.Value)) ? "errors-" + batch.Id : null,
        ["created_at"] = 1_772_000_000,
        ["request_counts"] = new JsonObject { ["total"] = batch.Requests.Count, ["completed"] = 0, ["failed"] = 0 },
        ["metadata"] = JsonNode.Parse(batch.Metadata),
    };

    private static JsonObject ToAnthropic(StoredBatch batch) => new()
    {
        ["id"] = batch.Id,
        ["type"] = "message_batch",
        ["processing_status"] = batch.HasEnded ? "ended" : "in_progress",
        ["request_counts"] = new JsonObject
        {
            ["processing"] = batch.HasEnded ? 0 : batch.Requests.Count,
            ["succeeded"] = batch.HasEnded ? batch.Requests.Count : 0,
            ["errored"] = 0,
            ["canceled"] = 0,
            ["expired"] = 0,
        },
        ["ended_at"] = null,
        ["created_at"] = batch.Created.ToString("o", CultureInfo.InvariantCulture),
        ["results_url"] = batch.HasEnded ? $"https://elsewhere.invalid{Messages}/{batch.Id}/results" : null,
    };

    private sealed record StoredFile(string Id, string Name, string Content)
    {
        public JsonObject ToJson() => new() { ["id"] = Id, ["object"] = "file", ["bytes"] = Content.Length, ["filename"] = Name, ["purpose"] = "batch" };
    }

    private sealed class StoredBatch(string id, string? inputFile, string metadata, IReadOnlyList<(string Id, string Body)> requests)
    {
        public string Id => id;

        public string? InputFile => inputFile;

        public string Metadata => metadata;

        public IReadOnlyList<(string Id, string Body)> Requests => requests;

        public List<KeyValuePair<string, (LoopbackReply? Reply, string? Fault)>> Results { get; } = [];

        public DateTimeOffset Created { get; } = TimeProvider.System.GetUtcNow();

        public int Polls { get; set; }

        public bool HasEnded { get; set; }

        public bool IsCancelled { get; set; }
    }
}
