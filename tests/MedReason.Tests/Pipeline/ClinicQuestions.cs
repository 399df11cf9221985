namespace MedReason.Tests;

/// <summary>Questions that <see cref="ClinicGraph"/> can be asked.</summary>
internal static class ClinicQuestions
{
    public static MedicalQuestion Drug { get; } = new()
    {
        Id = "drug",
        Text = "A woman has ptosis and diplopia but denies wheezing. Which drug relieves her symptoms?",
        Options = Options("Salbutamol", "Pyridostigmine", "Allopurinol", "Needle decompression"),
        AnswerLabel = "B",
        Answer = "Pyridostigmine",
        Rationale = "The picture is that of myasthenia gravis.",
        Dataset = "clinic",
        Split = "test",
    };

    public static MedicalQuestion Diagnosis { get; } = new()
    {
        Id = "diagnosis",
        Text = "A man has ptosis and areflexia. What is the most likely diagnosis?",
        Options = Options("Myasthenia gravis", "Botulism", "Gout"),
        AnswerLabel = "B",
        Answer = "Botulism",
    };

    public static MedicalQuestion Avoid { get; } = new()
    {
        Id = "avoid",
        Text = "A woman with asthma bleeds after delivery. Which drug should be avoided?",
        Options = Options("Oxytocin", "Carboprost", "Salbutamol"),
        AnswerLabel = "B",
        Answer = "Carboprost",
        Seeks = Polarity.Contraindicated,
    };

    public static MedicalQuestion Except { get; } = new()
    {
        Id = "except",
        Text = "All of the following are findings in myasthenia gravis EXCEPT:",
        Options = Options("Ptosis", "Diplopia", "Podagra"),
        AnswerLabel = "C",
        Answer = "Podagra",
        Ask = QuestionAsk.Except,
    };

    public static MedicalQuestion Open { get; } = new()
    {
        Id = "open",
        Text = "A woman has ptosis and diplopia. What is the diagnosis?",
        Answer = "Myasthenia gravis",
    };

    public static MedicalQuestion Both { get; } = new()
    {
        Id = "both",
        Text = "Which drug is indicated in migraine?",
        Options = Options("Sumatriptan", "Propranolol", "Allopurinol", "Both A and B"),
        AnswerLabel = "D",
        Answer = "Both A and B",
    };

    public static IReadOnlyList<MedicalQuestion> All { get; } = [Drug, Diagnosis, Avoid, Except, Open, Both];

    public static IReadOnlyList<AnswerOption> Options(params string[] texts) =>
        [.. texts.Select((text, index) => new AnswerOption { Label = ((char)('A' + index)).ToString(), Text = text })];
}
