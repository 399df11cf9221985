namespace MedReason.Shared;

/// <summary>What a run says in either home, a folder or PostgreSQL.</summary>
internal static class RunWords
{
    /// <summary>Why a process ends that was started without prices.</summary>
    public const string CapWithoutPrice = "the run got a cap by \"run retune\", and this process knows no price: give --prices";

    /// <summary>Who steers a run from this process.</summary>
    public static string Who => $"{Environment.UserName}@{Environment.MachineName}";
}
