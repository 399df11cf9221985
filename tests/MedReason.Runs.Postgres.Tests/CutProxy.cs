using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>
/// Stands between workers and PostgreSQL's socket and, by a seed, resets connections, stalls them, swallows what one side sends from a moment on (half-open), or
/// refuses new ones.
/// </summary>
internal sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _socket;
    private readonly Random _random;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;
    private volatile bool _isHonest;
    private volatile bool _isGone;
    private int _cuts;

    public CutProxy(string socket, int seed)
    {
        _socket = socket;
        _random = new Random(seed);
        _listener.Start();
        _loop = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Cuts => _cuts;

    /// <summary>Returns the address of a run through the proxy, for a worker that loses its patience soon.</summary>
    public string AddressOf(string run) => string.Create(
        CultureInfo.InvariantCulture,
        $"postgres://tester@127.0.0.1:{Port}/postgres?run={run}&Timeout=1&Command%20Timeout=1&Cancellation%20Timeout=200&sslmode=disable&gssencryptionmode=disable");

    /// <summary>Cuts nothing from now on.</summary>
    public void BeHonest() => _isHonest = true;

    /// <summary>Lets nothing through from now on, and closes nothing: as a machine that loses its power.</summary>
    public void Vanish() => _isGone = true;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _loop;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Socket client = await _listener.AcceptSocketAsync(_end.Token);
                _ = ServeAsync(client);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private (int Kind, int After) Plan()
    {
        lock (_lock)
        {
            // Of ten connections three are whole, and the others fail after some bytes.
            return (_random.Next(10), _random.Next(200, 60_000));
        }
    }

    private async Task ServeAsync(Socket client)
    {
        (int kind, int after) = Plan();
        using Socket near = client;
        using var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (kind == 0 && !_isHonest)
            {
                Interlocked.Increment(ref _cuts);
                near.LingerState = new LingerOption(true, 0);
                return;
            }

            near.NoDelay = true;
            await far.ConnectAsync(new UnixDomainSocketEndPoint(_socket), _end.Token);
            int budget = after;
            Task there = PumpAsync(near, far, kind, isThere: true, () => Interlocked.Add(ref budget, 0), used => Interlocked.Add(ref budget, -used));
            Task back = PumpAsync(far, near, kind, isThere: false, () => Interlocked.Add(ref budget, 0), used => Interlocked.Add(ref budget, -used));
            await Task.WhenAny(there, back);
            near.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, int kind, bool isThere, Func<int> left, Action<int> use)
    {
        var buffer = new byte[8_192];
        bool isCounted = false;
        while (true)
        {
            int count = await from.ReceiveAsync(buffer, _end.Token);
            if (count == 0)
            {
                return;
            }

            if (_isGone)
            {
                continue;
            }

            use(count);
            if (left() < 0 && !_isHonest && kind is >= 1 and <= 6)
            {
                if (!isCounted)
                {
                    isCounted = true;
                    Interlocked.Increment(ref _cuts);
                }

                switch (kind)
                {
                    case 1:
                        return; // What was sent is lost with the connection.
                    case 2:
                        await to.SendAsync(buffer.AsMemory(0, count / 2), _end.Token);
                        return; // Half of it arrives.
                    case 3 when !isThere:
                        continue; // Half-open: the server works, and nobody hears it.
                    case 4 when isThere:
                        continue; // Half-open: the server hears nothing.
                    case 5:
                        await Task.Delay(400, _end.Token);
                        break; // A stall.
                    case 6 when !isThere:
                        return; // The server did it, and its answer is lost.
                }
            }

            for (int sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
            }
        }
    }
}
