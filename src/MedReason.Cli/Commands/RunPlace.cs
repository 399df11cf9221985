using MedReason.Runs;
using MedReason.Runs.Postgres;

namespace MedReason.Cli;

/// <summary>
/// Where a run is, for every verb alike: an address that cannot be read, what is no run, and a folder that cannot be used are wrong calls; a server that
/// cannot be reached, or refuses, is a failure.
/// </summary>
internal static class RunPlace
{
    /// <exception cref="UsageException">It is no address of a run in PostgreSQL.</exception>
    public static PostgresRunAddress ReadAddress(string place)
    {
        try
        {
            return PostgresRunAddress.Parse(place);
        }
        catch (RunException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    /// <summary>Opens the run at a place.</summary>
    /// <exception cref="UsageException">There is no run, or it is in a folder that cannot be used.</exception>
    /// <exception cref="RunException">Another process works on it, or its database fails or cannot be reached.</exception>
    public static async Task<T> OpenAsync<T>(string place, Func<Task<T>> open)
    {
        try
        {
            return await open().ConfigureAwait(false);
        }
        catch (RunException exception) when (exception.Failure == RunFailure.NotARun
            || (exception.Failure == RunFailure.NotAccessible && !PostgresRunAddress.IsMatch(place)))
        {
            throw new UsageException(exception.Message, exception);
        }
    }
}
