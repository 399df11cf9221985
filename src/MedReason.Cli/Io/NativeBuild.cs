namespace MedReason.Cli;

/// <summary>Words what the native build of the command lacks: what reads or writes by code that is made at run time.</summary>
/// <remarks>
/// Callers ask <see cref="System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported"/> themselves: the native compiler knows it to be false, and
/// leaves out what is behind the question.
/// </remarks>
internal static class NativeBuild
{
    public static UsageException Refuse(string what) =>
        new($"{what} is not in the native build of the command; the tool has it: dotnet tool install MedReason.Cli");
}
