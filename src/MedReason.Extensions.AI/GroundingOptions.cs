namespace MedReason.Extensions.AI;

/// <summary>Provides the options of grounding: how answers of a chat are checked. Immutable.</summary>
public sealed record GroundingOptions
{
    /// <summary>Gets the maximum number of further requests that state what the graph contradicts and ask for a corrected answer.</summary>
    /// <value>0 to 5. The default is 0: answers are checked and never changed. A streamed answer is never repaired.</value>
    public int MaxRepairs { get; init; }

    /// <summary>Gets the maximum number of UTF-16 code units of an answer or a question that is checked; a longer one passes unchecked.</summary>
    /// <value>At least 1. The default is 50,000.</value>
    public int MaxTextLength { get; init; } = 50_000;

    /// <summary>Gets what reads and judges answers.</summary>
    /// <value>The default is null: an auditor with default options.</value>
    public ForeignChainAuditor? Auditor { get; init; }

    /// <summary>Gets the language of questions and answers.</summary>
    /// <value>The default is null: English.</value>
    public LanguageProfile? Language { get; init; }

    internal void Validate(string parameterName)
    {
        if (MaxRepairs is < 0 or > 5)
        {
            throw new ArgumentException($"{nameof(MaxRepairs)} is {MaxRepairs}; expected 0 to 5.", parameterName);
        }

        if (MaxTextLength < 1)
        {
            throw new ArgumentException($"{nameof(MaxTextLength)} is {MaxTextLength}; expected at least 1.", parameterName);
        }
    }
}
