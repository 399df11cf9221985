namespace MedReason.Cli;

/// <summary>Why a model's provider gave no reply. An unusable reply is a <see cref="ModelOutputException"/> instead.</summary>
internal enum ChatProviderFailure
{
    /// <summary>No connection came about.</summary>
    Unreachable,

    /// <summary>The connection broke before the reply was whole.</summary>
    ConnectionLost,

    /// <summary>No whole reply within the deadline of an attempt.</summary>
    Timeout,

    /// <summary>Too many requests, or the quota is used up.</summary>
    RateLimited,

    /// <summary>The provider failed: 5xx, or an error in the middle of a stream.</summary>
    ServerError,

    /// <summary>The key was refused.</summary>
    Unauthorized,

    /// <summary>The request was refused: any other status that is no success.</summary>
    RequestRejected,
}
