namespace MedReason.Shared;

/// <summary>What was found at the start of some CSV data.</summary>
internal enum CsvOutcome
{
    /// <summary>A whole record.</summary>
    Record,

    /// <summary>The record does not end within the data.</summary>
    MoreNeeded,

    /// <summary>A quote is not closed or is where none is allowed.</summary>
    BadQuote,
}
