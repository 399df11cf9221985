namespace MedReason.Evaluation;

/// <summary>The lists of words and phrases that the rules of <see cref="AnswerRules"/> read by, in lower case; <c>answer-words.json</c> holds them.</summary>
internal enum AnswerWords
{
    /// <summary>Nouns that introduce the answer.</summary>
    Nouns,

    /// <summary>Nouns that introduce the answer where an adjective makes them it: "the correct option".</summary>
    OptionNouns,

    /// <summary>Words of scripts without spaces that introduce the answer.</summary>
    UnspacedNouns,

    /// <summary>Verbs by which a writer picks an option.</summary>
    Choosing,

    /// <summary>The writer, as the subject of a verb of choosing.</summary>
    FirstPerson,

    /// <summary>Words that introduce a conclusion.</summary>
    Conclusions,

    /// <summary>Words between a conclusion's first word and its option.</summary>
    ConclusionFillers,

    /// <summary>Verbs between a noun and the answer.</summary>
    Copulas,

    /// <summary>Verbs that leave open whether what follows is the answer.</summary>
    Hedges,

    /// <summary>Words that turn a statement into its opposite.</summary>
    Negations,

    /// <summary>Words before a noun that make it another than the right answer.</summary>
    Rejecting,

    /// <summary>Words that make a clause a supposition or a quotation.</summary>
    Hypothetical,

    /// <summary>Modal verbs that, before one of <see cref="Opinions"/>, make a clause a supposition.</summary>
    Modals,

    /// <summary>Verbs of opinion.</summary>
    Opinions,

    /// <summary>Phrases of a line that asks for an answer in some form.</summary>
    Instructions,

    /// <summary>Adjectives that make an option the answer.</summary>
    Modifiers,

    /// <summary>Verbs behind a label: "B is correct".</summary>
    LabelFirstVerbs,

    /// <summary>Words between such a verb and the adjective or the noun.</summary>
    LabelFirstFillers,

    /// <summary>Adjectives that call an option right.</summary>
    Approving,

    /// <summary>Adjectives that call an option wrong.</summary>
    Disapproving,

    /// <summary>Words before an answer that change nothing.</summary>
    Fillers,

    /// <summary>Words before an answer behind which a letter is no label.</summary>
    Articles,

    /// <summary>Words behind which a letter is a label again.</summary>
    LabelNouns,

    /// <summary>Words that announce several answers.</summary>
    Quantifiers,

    /// <summary>Words that state that there is no answer.</summary>
    NonAnswers,

    /// <summary>Words that state so where they are negated: "not provided".</summary>
    NonAnswersWhenNegated,

    /// <summary>Words that follow a label or a name without belonging to it.</summary>
    Following,

    /// <summary>Words behind an answer that make it depend on something.</summary>
    Conditions,

    /// <summary>Words between two answers.</summary>
    Joining,

    /// <summary>Words between such a word and the second answer.</summary>
    JoiningFillers,

    /// <summary>Verbs that make a second option the subject of a clause of its own.</summary>
    Verbs,

    /// <summary>Phrases of an output that gives no answer.</summary>
    Refusals,

    /// <summary>Words before the text of an option that deny it.</summary>
    DenyingBefore,

    /// <summary>Words behind the text of an option that deny it.</summary>
    DenyingAfter,
}
