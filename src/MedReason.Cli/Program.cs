using MedReason.Cli;

using var console = CommandConsole.OfProcess();
return await RootVerb.RunAsync(args, console, TerminationSignals.Register()).ConfigureAwait(false);
