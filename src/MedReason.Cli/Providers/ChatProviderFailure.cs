namespace MedReason.Cli;

/// <summary>Specifies why a model's provider gave no reply; an unusable reply is a <see cref="ModelOutputException"/>.</summary>
internal enum ChatProviderFailure
{
    /// <summary>No connection was established.</summary>
    Unreachable,

    /// <summary>The connection was lost before the reply was complete.</summary>
    ConnectionLost,

    /// <summary>No complete reply arrived within the deadline of an attempt.</summary>
    Timeout,

    /// <summary>Too many requests, or the quota is used up.</summary>
    RateLimited,

    /// <summary>The provider failed: 5xx, or an error in the middle of a stream.</summary>
    ServerError,

    /// <summary>The key was refused.</summary>
    Unauthorized,

    /// <summary>The request was refused: any other status that is not a success.</summary>
    RequestRejected,
}
