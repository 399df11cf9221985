namespace MedReason.Runs;

/// <summary>Why a run's folder cannot be worked with.</summary>
public enum RunFailure
{
    /// <summary>The folder holds no run, or a run of a form that this version does not know.</summary>
    NotARun = 0,

    /// <summary>Another process works on the run.</summary>
    Locked = 1,

    /// <summary>The run was begun with another configuration.</summary>
    ConfigurationChanged = 2,

    /// <summary>The folder cannot be read or written.</summary>
    NotAccessible = 3,

    /// <summary>No space is left; everything that was recorded stays.</summary>
    DiskFull = 4,

    /// <summary>The database is damaged.</summary>
    Damaged = 5,

    /// <summary>The rows are not what a run can take, such as an id that appears twice.</summary>
    InvalidRows = 6,
}
