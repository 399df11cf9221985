namespace MedReason.Evaluation;

/// <summary>The rules by which answers are read in prose, each of which can be left out to measure what it yields.</summary>
[Flags]
internal enum AnswerRules
{
    None = 0,

    /// <summary>"The correct answer is B".</summary>
    NounStatement = 1 << 0,

    /// <summary>"答案是B".</summary>
    UnspacedStatement = 1 << 1,

    /// <summary>"I choose B".</summary>
    ChoosingStatement = 1 << 2,

    /// <summary>"Therefore, B."</summary>
    ConclusionStatement = 1 << 3,

    /// <summary>"\boxed{B}".</summary>
    BoxStatement = 1 << 4,

    /// <summary>"B is the correct answer", "B is correct".</summary>
    LabelFirstStatement = 1 << 5,

    /// <summary>A last line that is nothing but an option.</summary>
    LastLine = 1 << 6,

    /// <summary>The last line of a list of all options is no answer.</summary>
    ListedLine = 1 << 7,

    /// <summary>Two lines with two options are several answers.</summary>
    TwoLines = 1 << 8,

    /// <summary>A line that names several options is read as several answers.</summary>
    LineOfSeveral = 1 << 9,

    /// <summary>"Answer - B".</summary>
    DashLink = 1 << 10,

    /// <summary>A quotation between a noun and a verb ends the statement.</summary>
    QuotationStop = 1 << 11,

    /// <summary>A bracket or a mark around a label has to be closed.</summary>
    ClosedWrapper = 1 << 12,

    /// <summary>The letter of "B-cell" is no label.</summary>
    CompoundName = 1 << 13,

    /// <summary>The letter of "C. difficile" is no label.</summary>
    AbbreviatedName = 1 << 14,

    /// <summary>A label that no option has is no answer.</summary>
    MissingLabel = 1 << 15,

    /// <summary>The text of another option behind a label contradicts it.</summary>
    TextConflict = 1 << 16,

    /// <summary>The text of an option that goes on to a longer name is not the option.</summary>
    LongerName = 1 << 17,

    /// <summary>A label in brackets behind the text of another option contradicts it.</summary>
    LabelBehindText = 1 << 18,

    /// <summary>"A and B", "A/B", "A to D" are several answers.</summary>
    Companions = 1 << 19,

    /// <summary>"Both A", "either A" announce several answers.</summary>
    Quantifier = 1 << 20,

    /// <summary>"None of the above", "all of the above".</summary>
    Group = 1 << 21,

    /// <summary>A question states nothing.</summary>
    Question = 1 << 22,

    /// <summary>"B if acute" depends on something.</summary>
    Condition = 1 << 23,

    /// <summary>"Not B but C".</summary>
    Instead = 1 << 24,

    /// <summary>Only the writer chooses: "the physician should choose B" is no choice.</summary>
    FirstPerson = 1 << 25,

    /// <summary>"Answer B", without a verb.</summary>
    BareNoun = 1 << 26,

    All = (1 << 27) - 1,
}
