namespace MedReason.Reports;

/// <summary>Represents what an audit found in one row of a dataset. Immutable.</summary>
public sealed record AuditRow
{
    /// <summary>Gets the identity of the row.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the dataset that the row says it is from; null when it says none.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the decision.</summary>
    public required VerdictStatus Verdict { get; init; }

    /// <summary>Gets the number of claims that the graph supports.</summary>
    public int Supported { get; init; }

    /// <summary>Gets the number of claims that the graph excludes.</summary>
    public int Contradicted { get; init; }

    /// <summary>Gets the number of claims both ends of which the graph has, without an edge.</summary>
    public int NotInGraph { get; init; }

    /// <summary>Gets the number of claims that could not be compared.</summary>
    public int NotCheckable { get; init; }

    /// <summary>Gets the number of hops of lines of arrows, of which both ends are nodes.</summary>
    public int Hops { get; init; }

    /// <summary>Gets how many of these the graph has.</summary>
    public int HopsInGraph { get; init; }

    /// <summary>Gets whether the row has a known answer and the text concludes one.</summary>
    public bool IsCompared { get; init; }

    /// <summary>Gets whether the concluded answer is not the known one.</summary>
    public bool IsOtherAnswer { get; init; }

    /// <summary>Gets whether the text speaks of an answer or of instructions that it was given.</summary>
    public bool IsLeak { get; init; }

    /// <summary>Gets whether the text states its answer before any evidence.</summary>
    public bool IsAnswerFirst { get; init; }

    /// <summary>Gets the benchmarks that have a question like this one, by file name.</summary>
    public IReadOnlyList<string> Benchmarks { get; init; } = [];

    /// <summary>Gets the codes of the findings, each once.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Makes the row of a text.</summary>
    /// <param name="id">The identity of the row.</param>
    /// <param name="audited">What was read and decided.</param>
    /// <param name="leak">The decision of an <see cref="AnswerLeakVerifier"/> about the text; null when it was not asked.</param>
    /// <param name="benchmarks">The benchmarks that have a question like this one; null for none.</param>
    /// <returns>The row.</returns>
    public static AuditRow Of(string id, AuditedChain audited, ChainVerdict? leak = null, IReadOnlyList<string>? benchmarks = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(audited);
        IReadOnlyList<TextClaim> claims = audited.Chain.Claims;
        HashSet<string> codes = [.. audited.Verdict.Findings.Select(finding => finding.Code)];
        HashSet<string> leaks = [.. leak?.Findings.Select(finding => finding.Code) ?? []];
        return new AuditRow
        {
            Id = id,
            Source = audited.Question.Dataset,
            Verdict = audited.Verdict.Status,
            Supported = audited.Chain.CountClaims(ClaimStatus.Supported),
            Contradicted = audited.Chain.CountClaims(ClaimStatus.Contradicted),
            NotInGraph = audited.Chain.CountClaims(ClaimStatus.NotInGraph),
            NotCheckable = audited.Chain.CountClaims(ClaimStatus.NotCheckable),
            Hops = claims.Count(claim => claim.Path is not null && claim.Status != ClaimStatus.NotCheckable),
            HopsInGraph = claims.Count(claim => claim is { Path: not null, Status: ClaimStatus.Supported }),
            IsCompared = audited.Question.AnswerLabel is not null && audited.Chain.Chain.AnswerLabel is not null,
            IsOtherAnswer = codes.Contains(ReasonCodes.AnswerMismatch),
            IsLeak = leaks.Contains(ReasonCodes.GivenAnswerMentioned) || leaks.Contains(ReasonCodes.InstructionMentioned),
            IsAnswerFirst = leaks.Contains(ReasonCodes.AnswerBeforeEvidence),
            Benchmarks = benchmarks ?? [],
            Findings = [.. codes.Order(StringComparer.Ordinal)],
        };
    }
}
