using MedReason.Cli;

using var console = CommandConsole.OfProcess();
using var signals = new TerminationSignals();
return await RootVerb.RunAsync(args, console, signals.Token).ConfigureAwait(false);
