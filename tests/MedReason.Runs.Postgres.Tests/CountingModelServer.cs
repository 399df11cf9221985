using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>A loopback model that counts what it is asked and answers after a while.</summary>
internal sealed class CountingModelServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TimeSpan _delay;
    private readonly Task _loop;
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<long> _times = new();

    private CountingModelServer(int port, TimeSpan delay)
    {
        _delay = delay;
        Url = $"http://127.0.0.1:{port}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _loop = Task.Run(WorkAsync);
    }

    public string Url { get; }

    public IReadOnlyDictionary<string, int> Calls => _calls;

    /// <summary>Gets the moments of all calls, in timestamps.</summary>
    public IReadOnlyCollection<long> Times => _times;

    public static CountingModelServer Start(TimeSpan delay)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
                probe.Start();
                int port = ((IPEndPoint)probe.LocalEndpoint).Port;
                probe.Stop();
                return new CountingModelServer(port, delay);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // The port was taken meanwhile.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            string text = await reader.ReadToEndAsync();
            _calls.AddOrUpdate(text, 1, static (_, count) => count + 1);
            _times.Enqueue(System.Diagnostics.Stopwatch.GetTimestamp());
            await Task.Delay(_delay);
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("20 8"));
            context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Its caller was killed.
        }
    }
}
