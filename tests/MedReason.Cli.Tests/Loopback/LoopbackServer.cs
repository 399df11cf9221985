using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MedReason.Cli.Tests;

/// <summary>
/// A server on this machine that speaks just enough HTTP to play a provider, on a port that the system chose, one request a connection. It writes to the
/// socket itself, so that a reply can stop, stall or lie about its length wherever a test wants.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LoopbackRequest, int, LoopbackReply> _respond;
    private readonly List<LoopbackRequest> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly Lock _lock = new();
    private readonly Task _accepting;

    /// <summary>Answers by a script: one reply a request, the last one for all further ones.</summary>
    public LoopbackServer(params LoopbackReply[] script)
        : this((_, index) => script[Math.Min(index, script.Length - 1)])
    {
    }

    /// <summary>Answers by the request and how many came before it.</summary>
    public LoopbackServer(Func<LoopbackRequest, int, LoopbackReply> respond)
    {
        _respond = respond;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The base address, as <c>--endpoint</c> takes it.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/v1");

    /// <summary>What was received so far, in the order of arrival.</summary>
    public IReadOnlyList<LoopbackRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }

        await Task.WhenAll(connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                lock (_lock)
                {
                    _connections.Add(ServeAsync(socket));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        try
        {
            using (socket)
            {
                if (await ReadAsync(socket) is not { } request)
                {
                    return;
                }

                int index;
                lock (_lock)
                {
                    index = _requests.Count;
                    _requests.Add(request);
                }

                await WriteAsync(socket, _respond(request, index));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
        {
            // The client went away, or the server was stopped while it stalled.
        }
    }

    private async Task<LoopbackRequest?> ReadAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: false);
        if (await ReadLineAsync(stream) is not { Length: > 0 } start)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var body = new MemoryStream();
        if (headers.TryGetValue("Content-Length", out string? length))
        {
            await ReadBytesAsync(stream, body, int.Parse(length, CultureInfo.InvariantCulture));
        }
        else if (headers.ContainsKey("Transfer-Encoding"))
        {
            while (await ReadLineAsync(stream) is { Length: > 0 } size && size != "0")
            {
                await ReadBytesAsync(stream, body, int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                await ReadLineAsync(stream);
            }

            await ReadLineAsync(stream);
        }

        string[] words = start.Split(' ');
        return new LoopbackRequest { Method = words[0], Target = words[1], Headers = headers, Body = Encoding.UTF8.GetString(body.ToArray()) };
    }

    private async Task<string?> ReadLineAsync(NetworkStream stream)
    {
        var line = new List<byte>();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) > 0)
        {
            if (one[0] == '\n')
            {
                return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    private async Task ReadBytesAsync(NetworkStream stream, MemoryStream body, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        body.Write(bytes);
    }

    private async Task WriteAsync(Socket socket, LoopbackReply reply)
    {
        if (reply.Delay > TimeSpan.Zero)
        {
            await Task.Delay(reply.Delay, _stop.Token);
        }

        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} Test\r\n");
        if (reply.EndlessHead.Length > 0)
        {
            await SendAsync(socket, Encoding.ASCII.GetBytes(head.ToString()));
            await SendForeverAsync(socket, reply.EndlessHead);
        }

        head.Append("Connection: close\r\n");
        if (reply.IsChunked)
        {
            head.Append("Transfer-Encoding: chunked\r\n");
        }
        else if (reply.Endless.Length == 0)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.Body.Length}\r\n");
        }

        if (reply.ContentType is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {reply.ContentType}\r\n");
        }

        foreach ((string name, string value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await SendAsync(socket, Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
        int sent = Math.Min(reply.Body.Length, Math.Min(reply.CutAfter ?? int.MaxValue, reply.StallAfter ?? int.MaxValue));
        await SendAsync(socket, reply.Body.AsMemory(0, sent));
        if (reply.Endless.Length > 0)
        {
            await SendForeverAsync(socket, reply.Endless);
        }

        if (reply.StallAfter is not null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
        }

        socket.Shutdown(SocketShutdown.Send);

        // Until the client closes: closing first would reset the connection under bytes that it has not read yet.
        byte[] rest = new byte[256];
        while (await socket.ReceiveAsync(rest, _stop.Token) > 0)
        {
        }
    }

    /// <summary>Ends when the client has gone away.</summary>
    private async Task SendForeverAsync(Socket socket, byte[] piece)
    {
        // In pieces of some size, so that the client and not the server sets the pace.
        byte[] many = [.. Enumerable.Repeat(piece, Math.Max(1, 32_768 / piece.Length)).SelectMany(bytes => bytes)];
        while (true)
        {
            await SendAsync(socket, many);
        }
    }

    private async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, _stop.Token)..];
        }
    }
}
