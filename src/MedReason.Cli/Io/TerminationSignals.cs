using System.Runtime.InteropServices;

namespace MedReason.Cli;

/// <summary>Turns Ctrl+C and the signal to terminate into one cancellation, and ends the process where that does not do it in time.</summary>
/// <remarks>
/// However many signals come: the first one cancels, the others change nothing. Both happen on a thread of its own, so that no exception of what is cancelled
/// meets the thread that signals come on, and no other work keeps the end waiting. A run loses nothing by it: what is done is on the disk.
/// The registrations are never given back: a signal that comes while the process is ending would otherwise kill it, and its exit code with it.
/// </remarks>
internal static class TerminationSignals
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly CancellationTokenSource Source = new();
    private static readonly List<PosixSignalRegistration> Registrations = [];
    private static int _hasCome;

    /// <summary>Registers for both signals, for as long as the process lives; called once, at its start.</summary>
    public static CancellationToken Register()
    {
        Registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
        Registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
        return Source.Token;
    }

    private static void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _hasCome, 1) == 0)
        {
            new Thread(End) { IsBackground = true, Name = "termination" }.Start();
        }
    }

    private static void End()
    {
        try
        {
            Source.Cancel();
        }
#pragma warning disable CA1031 // Whatever a callback throws, the process is to end; its verb reports what became of it.
        catch (Exception)
        {
        }
#pragma warning restore CA1031

        Thread.Sleep(Patience);
        Environment.Exit(ExitCodes.Cancelled);
    }
}
