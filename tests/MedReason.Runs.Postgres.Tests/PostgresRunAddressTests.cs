namespace MedReason.Runs.Postgres.Tests;

/// <summary>The address of a run, in the form of a URL.</summary>
public sealed class PostgresRunAddressTests
{
    [Theory]
    [InlineData("postgres://worker:secret@db:5433/runs?run=medqa&sslmode=Require", "postgres://db:5433/runs?run=medqa", "medreason_run_medqa")]
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
}
