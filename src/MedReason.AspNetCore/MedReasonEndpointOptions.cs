namespace MedReason.AspNetCore;

/// <summary>Specifies how much the endpoints accept, how much they do at the same time, and how they judge.</summary>
public sealed class MedReasonEndpointOptions
{
    /// <summary>Gets or sets the key of the pipeline whose graph and stages serve; null for the pipeline without a key.</summary>
    public string? ServiceKey { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether <c>explain</c> is mapped, the endpoint whose requests may ask a chat model, and so cost money. Endpoints that
    /// link names ask the generator of embeddings where the graph has one, and the tools for agents have an <c>explain_question</c> of their own.
    /// </summary>
    /// <value>Default true.</value>
    public bool AllowsExplain { get; set; } = true;

    /// <summary>Gets or sets the maximum number of items in a batch.</summary>
    /// <value>Default 256.</value>
    public int MaxItems { get; set; } = 256;

    /// <summary>Gets or sets the maximum length of a single text, in UTF-16 code units.</summary>
    /// <value>Default 100,000.</value>
    public int MaxTextLength { get; set; } = 100_000;

    /// <summary>Gets or sets the maximum size of a request body, in bytes. It applies whatever the server's own limit is.</summary>
    /// <value>Default 16 MiB.</value>
    public int MaxBodyBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets the maximum number of batches that are worked on at the same time; each uses all processors.</summary>
    /// <value>Default 4.</value>
    public int MaxConcurrentBatches { get; set; } = 4;

    /// <summary>Gets or sets the maximum number of batches that wait; one more is refused with status 503 before its body is read.</summary>
    /// <value>Default 64.</value>
    public int MaxQueuedBatches { get; set; } = 64;

    /// <summary>Gets or sets the maximum number of questions, lookups among them, that are worked on at the same time.</summary>
    /// <value>Default 8.</value>
    public int MaxConcurrentQuestions { get; set; } = 8;

    /// <summary>
    /// Gets or sets the maximum number of questions that wait, or whose result is still being sent; one more is refused with status 503 before its body is
    /// read.
    /// </summary>
    /// <value>Default 256.</value>
    public int MaxQueuedQuestions { get; set; } = 256;

    /// <summary>Gets or sets the Retry-After of a refused request, after which a graph that could not be prepared is tried again too.</summary>
    /// <value>Default 2 seconds.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Gets or sets the weights of the reward; null for the defaults. A <see cref="ReasoningReward"/> that the host registers takes precedence.
    /// </summary>
    public ReasoningRewardOptions? Reward { get; set; }

    /// <summary>
    /// Gets or sets how much of a text the graph has to support; null for the defaults. A <see cref="ForeignChainAuditor"/> that the host registers takes
    /// precedence.
    /// </summary>
    public ForeignChainVerifierOptions? Verifier { get; set; }

    /// <summary>
    /// Gets or sets what draws the evidence of a result as SVG for the events of <c>explain</c>, such as <c>EvidenceSvg.Render</c> of MedReason.Reports; null
    /// for no drawing. It is called at the same time for several results, and returns null where there is nothing to draw.
    /// </summary>
    public Func<ReasoningResult, KnowledgeGraphMetadata, string?>? Drawing { get; set; }

    /// <summary>Gets or sets what is called once batches can be judged, with what the graph says of itself; null for nothing.</summary>
    public Action<KnowledgeGraphMetadata>? Prepared { get; set; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxItems, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTextLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxBodyBytes, 1 << 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentBatches, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxQueuedBatches);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxQueuedBatches, int.MaxValue - MaxConcurrentBatches);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrentQuestions, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxQueuedQuestions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxQueuedQuestions, int.MaxValue - MaxConcurrentQuestions);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryAfter, TimeSpan.FromSeconds(1));
    }
}
