using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MedReason.Kg.Primekg.Tests;

/// <summary>A web server on this machine's own line that does to each request what a test says, down to the bytes.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, Reply> _answer;
    private readonly Task _loop;
    private int _count;

    public LoopbackServer(Func<Request, Reply> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/kg.csv");
        _loop = AcceptAsync();
    }

    public Uri Address { get; }

    public ConcurrentQueue<Request> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(TimeSpan.FromSeconds(30));
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(connections).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                if (await ReadAsync(stream) is not { } request)
                {
                    return;
                }

                Requests.Enqueue(request);
                Reply reply = _answer(request);
                if (reply.Status != 0)
                {
                    var head = new StringBuilder($"HTTP/1.1 {reply.Status} X\r\nConnection: close\r\n");
                    foreach (string header in reply.Headers)
                    {
                        head.Append(header).Append("\r\n");
                    }

                    await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
                    await stream.WriteAsync(reply.Body, _stop.Token);
                    await stream.FlushAsync(_stop.Token);
                }

                if (reply.StaysSilent)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
            }
        }
    }

    private async Task<Request?> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        string[] lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new Request
        {
            Number = Interlocked.Increment(ref _count) - 1,
            Path = lines[0].Split(' ')[1],
            Headers = lines.Skip(1).ToDictionary(
                line => line[..line.IndexOf(':')], line => line[(line.IndexOf(':') + 1)..].Trim(), StringComparer.OrdinalIgnoreCase),
        };
    }

    internal sealed class Request
    {
        public required int Number { get; init; }

        public required string Path { get; init; }

        public required Dictionary<string, string> Headers { get; init; }

        public string? IfRange => Headers.GetValueOrDefault("If-Range");

        public long? From => Headers.TryGetValue("Range", out string? range)
            ? long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : null;
    }

    internal sealed class Reply
    {
        /// <summary>The status; 0 for not a byte.</summary>
        public required int Status { get; init; }

        public List<string> Headers { get; init; } = [];

        public ReadOnlyMemory<byte> Body { get; init; }

        public bool StaysSilent { get; init; }

        /// <summary>What an honest server sends of a content, by range where it is asked for under the right condition.</summary>
        public static Reply Honest(byte[] content, Request request, string tag = "\"a\"", int cutAfter = int.MaxValue, bool isSilent = false)
        {
            bool isRange = request.From is { } from && request.IfRange == tag;
            if (isRange && request.From >= content.Length)
            {
                return new Reply { Status = 416, Headers = [$"Content-Range: bytes */{content.Length}", "Content-Length: 0"] };
            }

            int start = isRange ? (int)request.From!.Value : 0;
            var reply = new Reply
            {
                Status = isRange ? 206 : 200,
                Headers = [$"ETag: {tag}", $"Content-Length: {content.Length - start}"],
                Body = content.AsMemory(start, Math.Min(cutAfter, content.Length - start)),
                StaysSilent = isSilent,
            };
            if (isRange)
            {
                reply.Headers.Add($"Content-Range: bytes {start}-{content.Length - 1}/{content.Length}");
            }

            return reply;
        }

        public static Reply Plain(int status, params string[] headers) => new() { Status = status, Headers = ["Content-Length: 0", .. headers] };
    }
}
