namespace MedReason.Datasets;

/// <summary>What is wrong with or notable in one row: refused where the policy says so, else kept as a flag.</summary>
internal sealed class RowFlaws(JsonLine line, IReadOnlySet<string> refused)
{
    private readonly SortedSet<string> _flags = new(StringComparer.Ordinal);

    /// <summary>What was noted, in ordinal order.</summary>
    public IReadOnlyList<string> Flags => [.. _flags];

    /// <summary>Notes one thing.</summary>
    /// <exception cref="InputFormatException">The policy refuses rows with it.</exception>
    public void Note(string flag, string message)
    {
        if (refused.Contains(flag))
        {
            throw line.Error(message);
        }

        _flags.Add(flag);
    }

    /// <summary>A string that should be there; a missing one is noted and read as null.</summary>
    public string? Text(string name)
    {
        string? text = line.OptionalString(name);
        if (text is null)
        {
            Note(QuestionFlags.MissingField, $"expected a string \"{name}\", found {line.Found(name)}");
        }

        return text;
    }
}
