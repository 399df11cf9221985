using MedReason.Cli;

using var console = CommandConsole.OfProcess();
return await RootVerb.RunAsync(args, console).ConfigureAwait(false);
