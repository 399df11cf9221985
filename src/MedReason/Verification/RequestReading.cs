using MedReason.Questions;

namespace MedReason.Verification;

/// <summary>What the verifiers read of one request: each text and the question's entities once, whichever verifier asks first.</summary>
/// <remarks>
/// Safe for concurrent use: whatever is kept is immutable, and two that ask at the same time read the same twice. That happens where a verifier goes on
/// after its time is over.
/// </remarks>
internal sealed class RequestReading(VerificationRequest request)
{
    private readonly ProseText?[] _steps = new ProseText?[request.Chain.Steps.Count];
    private ProseText? _question;
    private ProseText? _context;
    private QuestionEntities? _entities;
    private OptionReader? _options;

    /// <summary>The request.</summary>
    public VerificationRequest Request => request;

    /// <summary>The question's words.</summary>
    public ProseText Question => _question ??= ProseText.Read(request.Question.Text);

    /// <summary>The words of the question's context; none where it has none.</summary>
    public ProseText Context => _context ??= ProseText.Read(request.Question.Context ?? string.Empty);

    /// <summary>What the question's links say; a mention names each of the nodes that bear its name, whichever of them the evidence takes.</summary>
    public QuestionEntities Entities => _entities ??= QuestionEntities.Read(request.Question, request.Links, withTwins: true);

    /// <summary>Finds the question's options in texts.</summary>
    public OptionReader Options => _options ??= new OptionReader(request.Question.Options);

    /// <summary>The words of a step.</summary>
    public ProseText Step(int index) => _steps[index] ??= ProseText.Read(request.Chain.Steps[index].Text);
}
