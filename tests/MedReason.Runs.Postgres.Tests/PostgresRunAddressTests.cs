using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>The address of a run, in the form of a URL.</summary>
public sealed class PostgresRunAddressTests
{
    [Theory]
    [InlineData("postgres://worker:secret@db:5433/runs?run=medqa&sslmode=Require", "postgres://db:5433/runs?run=medqa", "medreason_run_medqa")]
    [InlineData("postgres://w:a%2Fb%40c%23d@db/my%40runs", "postgres://db:5432/my@runs?run=default", "medreason_run_default")]
    [InlineData("postgresql://db", "postgres://db:5432/postgres?run=default", "medreason_run_default")]
    [InlineData("postgres://w@localhost/p?host=/var/run/postgresql&run=a_1", "postgres:///p?host=/var/run/postgresql&run=a_1", "medreason_run_a_1")]
    public void An_address_names_its_place_without_its_secrets(string text, string place, string schema)
    {
        PostgresRunAddress address = PostgresRunAddress.Parse(text);

        (address.Place, address.ToString(), address.Schema).ShouldBe((place, place, schema));
    }

    [Theory]
    [InlineData("runs/medqa")]
    [InlineData("postgres://w:secret@/")]
    [InlineData("postgres://w:secret@db:port/runs")]
    [InlineData("postgres://w:secret@db/runs?run=A")]
    [InlineData("postgres://w:secret@db/runs?run=a;drop schema public")]
    [InlineData("postgres://w:secret@db/runs?nonsense=1")]
    [InlineData("postgres://w:secret@db/runs?Timeout=soon")]
    [InlineData("postgres://w:secret@db/runs?Timeout=0")]
    [InlineData("postgres://w:secret@db/runs?Command%20Timeout=0")]
    [InlineData("postgres://w:secret@db/runs?Command%20Timeout=601")]
    [InlineData("postgres://w:secret@db/runs?run=a%0A")]
    [InlineData("postgres://w:12/secret@db/runs?run=a")]
    [InlineData("postgres://w:12#secret@db/runs?run=a")]
    [InlineData("postgres://w@db/secret/runs")]
    public void What_is_no_address_is_refused_without_what_it_holds(string text)
    {
        RunException refused = Should.Throw<RunException>(() => PostgresRunAddress.Parse(text));

        refused.Message.ShouldNotContain("secret");
        refused.Message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("postgres://w:secret@127.0.0.1:1/runs", "postgres://127.0.0.1:1/runs?run=default: the server cannot be reached")]
    public async Task A_server_that_is_not_there_is_one_line(string text, string message)
    {
        RunException refused = await Should.ThrowAsync<RunException>(() => PostgresRunStore.JoinAsync(
            PostgresRunAddress.Parse(text), new RunConfiguration("rows", []), new PostgresRunStoreOptions { GiveUpAfter = TimeSpan.FromMilliseconds(100) }));

        refused.Failure.ShouldBe(RunFailure.NotAccessible);
        refused.Message.ShouldStartWith(message);
        refused.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("", "the server cannot be reached (No password has been provided")]
    [InlineData("?sslmode=Require", "the server cannot be reached (SSL connection requested")]
    public async Task What_another_try_would_not_mend_is_refused_at_once(string options, string message)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int connections = 0;
        Task serving = ServeAsync();
        string address = string.Create(CultureInfo.InvariantCulture, $"postgres://w@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/runs{options}");

        RunException refused = await Should.ThrowAsync<RunException>(
            () => PostgresRunReader.OpenAsync(PostgresRunAddress.Parse(address), TestContext.Current.CancellationToken));

        listener.Stop();
        await serving;
        refused.Message.ShouldContain(message);
        connections.ShouldBeInRange(1, 2, "the client itself tries with and without encryption");

        // A server without TLS that asks for a password.
        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await listener.AcceptTcpClientAsync();
                    connections++;
                    NetworkStream stream = client.GetStream();
                    var length = new byte[4];
                    while (await stream.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false) == 4)
                    {
                        var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
                        await stream.ReadExactlyAsync(rest);
                        await stream.WriteAsync(rest.Length == 4 ? "N"u8.ToArray() : [(byte)'R', 0, 0, 0, 8, 0, 0, 0, 3]);
                    }
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException)
            {
                // The test has ended, or the client has gone.
            }
        }
    }
}
