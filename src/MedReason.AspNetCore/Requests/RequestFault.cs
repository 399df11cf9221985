using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MedReason.AspNetCore.Requests;

/// <summary>A request is wrong. The message names the member and what was expected, and repeats nothing of what the request says.</summary>
internal sealed class RequestFault : Exception
{
    public RequestFault(string path, string expectation, int status = StatusCodes.Status400BadRequest)
        : base($"{path}: {expectation}")
    {
        Path = path;
        Status = status;
    }

    /// <summary>Gets the path of the wrong member, such as <c>items[3].completion</c>.</summary>
    public string Path { get; }

    /// <summary>Gets the status to answer with.</summary>
    public int Status { get; }

    /// <summary>Gets the index of the wrong item; null when the fault is not that of an item.</summary>
    public int? Item => Path.StartsWith("items[", StringComparison.Ordinal)
        && int.TryParse(Path.AsSpan(6, Path.IndexOf(']', StringComparison.Ordinal) - 6), NumberStyles.None, CultureInfo.InvariantCulture, out int item)
        ? item
        : null;
}
