using System.Globalization;

namespace MedReason.Datasets;

/// <summary>Represents one entry of a bank while a format reads it, and collects the flags of its row.</summary>
public sealed class QuestionEntry
{
    private readonly IReadOnlySet<string> _refused;
    private readonly SortedSet<string> _flags = new(StringComparer.Ordinal);

    internal QuestionEntry(JsonLine line, long index, IReadOnlySet<string> refused) => (Line, Index, _refused) = (line, index, refused);

    /// <summary>Gets the entry with its place in the file.</summary>
    public JsonLine Line { get; internal set; }

    /// <summary>Gets the number of the entry, from 0.</summary>
    public long Index { get; }

    /// <summary>Gets the flags noted so far, in ordinal order.</summary>
    public IReadOnlyList<string> Flags => [.. _flags];

    /// <summary>Notes a flaw of the entry.</summary>
    /// <param name="flag">The flag, one of <see cref="QuestionFlags"/>.</param>
    /// <param name="message">What was expected and what was found, without text of the entry.</param>
    /// <exception cref="InputFormatException">Rows with the flag are refused.</exception>
    public void Flag(string flag, string message)
    {
        if (_refused.Contains(flag))
        {
            throw Line.Error(message);
        }

        _flags.Add(flag);
    }

    /// <summary>Gets a string that the format requires.</summary>
    /// <param name="name">The property.</param>
    /// <returns>The string; null, and flagged, when it is missing.</returns>
    /// <exception cref="InputFormatException">The value is of another type, or rows without the field are refused.</exception>
    public string? GetText(string name)
    {
        string? text = Line.OptionalString(name);
        if (text is null)
        {
            Flag(QuestionFlags.MissingField, $"expected a string \"{name}\", found {Line.Found(name)}");
        }

        return text;
    }

    /// <summary>Gets the identity of an entry that may have none.</summary>
    /// <param name="names">The properties that may hold it; the first that is there counts.</param>
    /// <returns>The identity; the number of the entry when none of the properties is there, as the published dataset counts.</returns>
    /// <exception cref="InputFormatException">The value is neither a string nor an integer.</exception>
    public RowId GetIdOrIndex(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Line.Root.TryGetProperty(name, out _))
            {
                return Line.RequireId(name);
            }
        }

        return new RowId { Text = Index.ToString(CultureInfo.InvariantCulture), IsInteger = true };
    }

    /// <summary>Gets options written as an object of label and text, an array of texts, or an array of <c>{letter, content}</c>.</summary>
    /// <param name="name">The property.</param>
    /// <returns>The options; empty, and flagged, when they are missing.</returns>
    /// <exception cref="InputFormatException">They have another shape, or rows without the field are refused.</exception>
    public IReadOnlyList<AnswerOption> GetOptions(string name) => OptionFields.Read(Line, name, this);

    /// <summary>Finds the option that a label names.</summary>
    /// <param name="options">The options.</param>
    /// <param name="label">The label; null when the entry has none.</param>
    /// <param name="name">The property that holds the label.</param>
    /// <returns>The option; null when there is no label, and null, and flagged, when no option has it.</returns>
    /// <exception cref="InputFormatException">No option has the label, and rows with the flag are refused.</exception>
    public AnswerOption? FindOption(IReadOnlyList<AnswerOption> options, string? label, string name)
    {
        string? trimmed = label?.Trim();
        AnswerOption? found = options.FirstOrDefault(option => string.Equals(option.Label, trimmed, StringComparison.Ordinal));
        if (found is null && trimmed is not null)
        {
            string labels = string.Join(", ", options.Select(option => OptionFields.Shown(option.Label)));
            Flag(QuestionFlags.AnswerNotAnOption, $"expected \"{name}\" to be the label of an option ({labels}), found {OptionFields.Shown(trimmed)}");
        }

        return found;
    }

    /// <summary>Flags the text of an answer that differs from its option by more than a leading label and white space.</summary>
    /// <param name="option">The option; null when there is nothing to compare with.</param>
    /// <param name="answer">The text; null when there is nothing to compare.</param>
    /// <exception cref="InputFormatException">The texts differ, and rows with the flag are refused.</exception>
    public void CompareAnswer(AnswerOption? option, string? answer)
    {
        if (option is not null && answer is not null && !OptionFields.IsTextOf(option, answer))
        {
            Flag(QuestionFlags.AnswerTextDiffers, $"expected the answer to be the text of option {OptionFields.Shown(option.Label)}, found other text");
        }
    }
}
