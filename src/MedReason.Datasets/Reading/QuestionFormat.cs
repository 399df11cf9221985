namespace MedReason.Datasets;

/// <summary>The formats in which question banks are published.</summary>
public enum QuestionFormat
{
    /// <summary>JSON lines with an own, described shape; see <see cref="QuestionReader"/>.</summary>
    Generic = 0,

    /// <summary>MedQA (USMLE): question, options by label, answer, answer_idx.</summary>
    MedQa = 1,

    /// <summary>MedBullets: the shape of MedQA.</summary>
    MedBullets = 2,

    /// <summary>MedMCQA: question, opa to opd, cop, exp.</summary>
    MedMcqa = 3,

    /// <summary>PubMedQA: an object keyed by PMID, with QUESTION, CONTEXTS, LONG_ANSWER, final_decision.</summary>
    PubMedQa = 4,

    /// <summary>The medical subjects of MMLU: problem_id, problem_text, choices, answer.</summary>
    Mmlu = 5,

    /// <summary>MedXpertQA: id, question, options, label.</summary>
    MedXpertQa = 6,

    /// <summary>The biomedical part of Humanity's Last Exam: idx, question, options, answer, answer_idx.</summary>
    Hle = 7,

    /// <summary>HuatuoGPT-o1: an array of objects with question, options, answer, Complex_CoT, Response.</summary>
    Huatuo = 8,
}
