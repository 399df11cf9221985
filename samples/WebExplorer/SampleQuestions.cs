using MedReason;
using MedReason.Datasets;
using Microsoft.Extensions.Options;

namespace WebExplorer;

/// <summary>The questions that the page offers to start from.</summary>
internal sealed class SampleQuestions(IOptions<ExplorerOptions> options)
{
    private IReadOnlyList<MedicalQuestion>? _questions;

    /// <summary>Reads them once.</summary>
    public async Task<IReadOnlyList<MedicalQuestion>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_questions is not null)
        {
            return _questions;
        }

        string path = Path.Combine(AppContext.BaseDirectory, options.Value.QuestionsFile);
        List<MedicalQuestion> questions = [];
        await foreach (QuestionRow row in QuestionReader.ReadAsync(path, "generic", cancellationToken: cancellationToken))
        {
            questions.Add(row.Question);
        }

        return _questions = questions;
    }
}
