namespace MedReason.Shared;

/// <summary>What a run says in either home, a folder or PostgreSQL.</summary>
internal static class RunWords
{
    /// <summary>Why a process ends that was started without prices.</summary>
    public const string CapWithoutPrice = "the run got a cap by \"run retune\", and this process knows no price: give --prices";

    /// <summary>Why a call is refused whose reply nothing limits.</summary>
    public const string CapWithoutLimit = "a capped run needs a limit on replies: give the model's \"max_output_tokens\" with its price";

    /// <summary>Why a run ends that got a cap after calls whose replies nothing limits.</summary>
    public const string CapAfterUnlimited =
        "the run made calls without a limit on replies, which may have cost any sum: give the model's \"max_output_tokens\" with its price";

    /// <summary>Why a call is refused as long as other calls hold the money, where it does not wait.</summary>
    public const string MoneySetAside = "what is left of --max-cost is set aside for other calls";

    /// <summary>Who steers a run from this process.</summary>
    public static string Who => $"{Environment.UserName}@{Environment.MachineName}";
}
