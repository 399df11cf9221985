using System.Runtime.InteropServices;

namespace MedReason.Cli;

/// <summary>Turns Ctrl+C and the signal to terminate into one cancellation, and ends the process where that does not do it in time.</summary>
/// <remarks>
/// However many signals come: the first one cancels, the others change nothing. Both happen on a thread of its own, so that no exception of what is cancelled
/// meets the thread that signals come on, and no other work keeps the end waiting. A run loses nothing by it: what is done is on the disk.
/// </remarks>
internal sealed class TerminationSignals : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _hasCome;

    public TerminationSignals() =>
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        // The source is left alone: the thread of a signal that just came may still cancel it.
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _hasCome, 1) == 0)
        {
            new Thread(End) { IsBackground = true, Name = "termination" }.Start();
        }
    }

    private void End()
    {
        try
        {
            _source.Cancel();
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
