using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace MedReason.Runs.Tests;

/// <summary>What a provider keeps of batches, whichever process asks: files, batches and what it has billed. Safe for concurrent use.</summary>
/// <param name="isNamed">Whether batches have names and files, as OpenAI's have; else they are known by their time and size, as Anthropic's.</param>
/// <param name="answer">What a request is answered with: the identifier, the body, and the number of times it came before.</param>
internal sealed class PlayedBatches(bool isNamed, Func<string, string, int, BatchResult?> answer, TimeProvider time) : IBatchTransport
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Played> _batches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _submitted = new(StringComparer.Ordinal);

    public string Provider => "played";

    public BatchLimits Limits { get; init; } = new() { Requests = 50, Bytes = 1_000_000 };

    public BatchForm Form { get; } = new()
    {
        Head = "["u8.ToArray(),
        BeforeId = "{\"id\":\""u8.ToArray(),
        BeforeBody = "\",\"body\":"u8.ToArray(),
        AfterBody = "}"u8.ToArray(),
        Separator = ",\n"u8.ToArray(),
        Tail = "]"u8.ToArray(),
    };

    public bool HasFiles => isNamed;

    /// <summary>How often the provider says that it is not done yet.</summary>
    public int Polls { get; init; } = 2;

    /// <summary>How often the provider says of one batch that it is not done yet, by its number; null for <see cref="Polls"/>.</summary>
    public Func<int, int?>? PollsOf { get; init; }

    /// <summary>The batch that was cancelled when half of its requests had been made; null for none.</summary>
    public int? Cancelled { get; init; }

    /// <summary>Called before each result of a batch is given; may throw.</summary>
    public Action? OnResult { get; set; }

    /// <summary>Called as each operation begins, and again when it has had its effect; may throw.</summary>
    public Action<string, bool>? OnCall { get; set; }

    /// <summary>Whether a submission is refused, by the number of requests; null where it is taken.</summary>
    public Func<int, BatchStatus?>? Refuse { get; init; }

    /// <summary>Whether what was submitted is not listed yet.</summary>
    public bool IsListLagging { get; set; }

    /// <summary>How often each request was submitted in a batch that was not refused.</summary>
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

    public IReadOnlyList<int> Sizes
    {
        get
        {
            lock (_lock)
            {
                return [.. _batches.Values.Select(batch => batch.Requests.Count)];
            }
        }
    }

    public IReadOnlyList<long> Lengths { get; private set; } = [];

    public int Uploads { get; private set; }

    /// <summary>Forgets all files that were uploaded.</summary>
    public void ForgetFiles()
    {
        lock (_lock)
        {
            _files.Clear();
        }
    }

    /// <summary>A batch of somebody else with the same number of requests.</summary>
    public void AddForeign(int count)
    {
        lock (_lock)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"batch-{_batches.Count}");
            _batches.Add(id, new Played(id, null, [.. Enumerable.Range(0, count).Select(index => ($"foreign-{index}", "{}"))], time.GetUtcNow()));
        }
    }

    public Task<string?> FindFileAsync(string tag, CancellationToken cancellationToken) => Call("find file", () => _files.ContainsKey(tag) ? tag : null);

    public async Task<string> UploadAsync(BatchFile file, CancellationToken cancellationToken)
    {
        string text = await ReadAsync(file, cancellationToken);
        return await Call("upload", () =>
        {
            Uploads++;
            _files[file.Tag] = text;
            return file.Tag;
        });
    }

    public async Task<BatchStatus> SubmitAsync(BatchFile file, string? fileId, CancellationToken cancellationToken)
    {
        string? text = fileId is null ? await ReadAsync(file, cancellationToken) : null;
        return await Call("submit", () =>
        {
            if (text is null && !_files.TryGetValue(fileId!, out text))
            {
                throw new BatchTransportException("played answered 404 (file)") { IsNotFound = true };
            }

            using var document = JsonDocument.Parse(text);
            List<(string, string)> requests = [.. document.RootElement.EnumerateArray().Select(item => (item.GetProperty("id").GetString()!, item.GetProperty("body").GetRawText()))];
            string id = string.Create(CultureInfo.InvariantCulture, $"batch-{_batches.Count}");
            var batch = new Played(id, isNamed ? file.Tag : null, requests, time.GetUtcNow()) { IsCancelled = _batches.Count == Cancelled, Wanted = PollsOf?.Invoke(_batches.Count) ?? Polls, Refusal = Refuse?.Invoke(requests.Count) };
            _batches.Add(id, batch);
            Lengths = [.. Lengths, file.Length];
            foreach ((string key, _) in batch.Refusal is null ? requests : [])
            {
                _submitted[key] = _submitted.GetValueOrDefault(key) + 1;
            }

            return StatusOf(batch);
        });
    }

    public Task<IReadOnlyList<BatchStatus>> FindAsync(BatchTicket ticket, CancellationToken cancellationToken) => Call("find", () => (IReadOnlyList<BatchStatus>)
    [
        .. _batches.Values.Where(batch => !IsListLagging && (isNamed
            ? batch.Tag == ticket.Tag
            : batch.Requests.Count == ticket.Count && batch.Created >= ticket.Since - TimeSpan.FromHours(1) && !ticket.Others.Contains(batch.Id))).Select(StatusOf),
    ]);

    public Task<BatchStatus> GetAsync(string id, CancellationToken cancellationToken) => Call("get", () => StatusOf(_batches[id]));

    public async IAsyncEnumerable<BatchResult> ReadResultsAsync(BatchStatus batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Played played = await Call("results", () => _batches[batch.Id]);

        // In another order than they were asked in, with something that nobody asked for, and one twice.
        yield return new BatchResult { CustomId = "stranger", Code = "expired" };
        bool isFirst = true;
        foreach ((string key, string body) in Enumerable.Reverse(played.Requests).Skip(played.IsCancelled ? played.Requests.Count / 2 : 0))
        {
            OnResult?.Invoke();
            if (played.Answer(key, () => answer(key, body, _submitted.GetValueOrDefault(key, 1) - 1)) is { } result)
            {
                yield return result;
                if (isFirst)
                {
                    yield return result;
                }

                isFirst = false;
            }
        }
    }

    private static async Task<string> ReadAsync(BatchFile file, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        await file.WriteToAsync(memory, cancellationToken);
        memory.Length.ShouldBe(file.Length);
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private BatchStatus StatusOf(Played batch) => batch.Refusal is { } refusal
        ? new BatchStatus { Id = batch.Id, State = BatchState.Refused, Word = "failed", IsNamed = isNamed, Codes = refusal.Codes, Lines = refusal.Lines, IsQueueFull = refusal.IsQueueFull }
        : new BatchStatus { Id = batch.Id, State = batch.Polls++ >= batch.Wanted ? BatchState.Ended : BatchState.InProgress, Word = "played", IsNamed = isNamed, IsCancelled = batch.IsCancelled };

    private async Task<T> Call<T>(string name, Func<T> effect)
    {
        await Task.Yield();
        OnCall?.Invoke(name, false);
        T result;
        lock (_lock)
        {
            result = effect();
        }

        OnCall?.Invoke(name, true);
        return result;
    }

    private sealed class Played(string id, string? tag, IReadOnlyList<(string Key, string Body)> requests, DateTimeOffset created)
    {
        private readonly Dictionary<string, BatchResult?> _answers = new(StringComparer.Ordinal);

        public string Id => id;

        public string? Tag => tag;

        public IReadOnlyList<(string Key, string Body)> Requests => requests;

        public DateTimeOffset Created => created;

        public int Polls { get; set; }

        public int Wanted { get; init; }

        public bool IsCancelled { get; init; }

        public BatchStatus? Refusal { get; init; }

        // A request is made once, however often its result is read.
        public BatchResult? Answer(string key, Func<BatchResult?> make)
        {
            lock (_answers)
            {
                if (!_answers.TryGetValue(key, out BatchResult? result))
                {
                    _answers.Add(key, result = make());
                }

                return result;
            }
        }
    }
}
