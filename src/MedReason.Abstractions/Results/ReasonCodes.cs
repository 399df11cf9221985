namespace MedReason;

/// <summary>Why a question was rejected or failed, and what verifiers find: the stable codes that results, findings, rows and telemetry carry.</summary>
/// <remarks>
/// <see cref="ReasoningResult.Reason"/> of a rejected chain is the code of its gravest finding. An open set: stages and verifiers of a host add their own, in
/// lower
/// case with underscores. A code never changes its meaning.
/// </remarks>
public static class ReasonCodes
{
    /// <summary>The question has no text.</summary>
    public const string EmptyQuestion = "empty_question";

    /// <summary>Question, context, options, answer and rationale together exceed the cap on text.</summary>
    public const string TextTooLong = "text_too_long";

    /// <summary>Two options bear the same label.</summary>
    public const string DuplicateOptionLabel = "duplicate_option_label";

    /// <summary>Explain mode was asked for and the question has no answer.</summary>
    public const string NoAnswer = "no_answer";

    /// <summary>The label of the right answer is the label of no option.</summary>
    public const string AnswerLabelUnknown = "answer_label_unknown";

    /// <summary>The graph knows nothing that the question states as present.</summary>
    public const string NoQuestionEntity = "no_question_entity";

    /// <summary>The graph knows nothing that the answer (in answer mode: any option) names.</summary>
    public const string NoAnswerEntity = "no_answer_entity";

    /// <summary>A yes/no question was not read as a relation between two entities of the graph, so that no path bears on yes or no.</summary>
    public const string StatementUnread = "statement_unread";

    /// <summary>Every entity of the answer appears in the question itself, so that there is no path to follow.</summary>
    public const string AnswerInQuestion = "answer_in_question";

    /// <summary>A cap ended the search before it found a path or could rule one out.</summary>
    public const string PathSearchCut = "path_search_cut";

    /// <summary>No path within the caps joins the question to the answer.</summary>
    public const string NoPath = "no_path";

    /// <summary>There are paths, and the ranker held none of them worth citing.</summary>
    public const string NoEvidence = "no_evidence";

    /// <summary>Paths join question and answer, and none of them argues for it, given what the question asks.</summary>
    public const string NoArgument = "no_argument";

    /// <summary>The graph argues more strongly for another option than for the answer.</summary>
    public const string Contested = "contested";

    /// <summary>The graph argues as strongly for another option as for the answer.</summary>
    public const string NotSpecific = "not_specific";

    /// <summary>In answer mode no option has arguments that are stronger than those of every other by the margin that a decision needs.</summary>
    public const string Undecided = "undecided";

    /// <summary>The graph could not be read, or lacks what a stage needs of it.</summary>
    public const string GraphFailed = "graph_failed";

    /// <summary>The entity extractor failed.</summary>
    public const string ExtractFailed = "extract_failed";

    /// <summary>The entity linker failed.</summary>
    public const string LinkFailed = "link_failed";

    /// <summary>The path finder failed.</summary>
    public const string SearchFailed = "search_failed";

    /// <summary>The path ranker failed.</summary>
    public const string RankFailed = "rank_failed";

    /// <summary>The chain writer failed.</summary>
    public const string WriterFailed = "writer_failed";

    /// <summary>A verifier failed, so that nothing is known of what it checks. Also a finding.</summary>
    public const string VerifierFailed = "verifier_failed";

    /// <summary>A call to a model got no reply, so that a stage took its local decision.</summary>
    public const string CallFailed = "call_failed";

    /// <summary>A model's reply could not be used.</summary>
    public const string ModelOutput = "model_output";

    /// <summary>A stage gave up waiting. Also a finding, where it was a verifier.</summary>
    public const string Timeout = "timeout";

    /// <summary>A streamed result that is still on its way; never the reason of a last result.</summary>
    public const string Unfinished = "unfinished";

    /// <summary>A step cites a path that was not offered.</summary>
    public const string CitationUnresolved = "citation_unresolved";

    /// <summary>A cited path holds a node or an edge that the graph does not.</summary>
    public const string CitedPathNotInGraph = "cited_path_not_in_graph";

    /// <summary>A step that is not marked as background cites nothing.</summary>
    public const string StepWithoutCitation = "step_without_citation";

    /// <summary>A step that is not marked as background claims nothing in the graph's terms.</summary>
    public const string StepWithoutClaim = "step_without_claim";

    /// <summary>A step cites a path and does not name one of its entities.</summary>
    public const string EntityNotNamed = "entity_not_named";

    /// <summary>A claim speaks of a node that the graph does not have.</summary>
    public const string ClaimEntityUnknown = "claim_entity_unknown";

    /// <summary>No edge joins the two nodes of a claim.</summary>
    public const string ClaimNotInGraph = "claim_not_in_graph";

    /// <summary>An edge of the graph excludes what a text claims.</summary>
    public const string ClaimContradicted = "claim_contradicted";

    /// <summary>A text states of the patient what no word of the question speaks of.</summary>
    public const string FindingNotStated = "finding_not_stated";

    /// <summary>The graph supports too little of a text that others wrote to accept it.</summary>
    public const string TooLittleRead = "too_little_read";

    /// <summary>Other relations join the two nodes of a claim, the claimed one does not.</summary>
    public const string ClaimRelation = "claim_relation";

    /// <summary>The claimed edge runs the other way.</summary>
    public const string ClaimDirection = "claim_direction";

    /// <summary>The graph contains the claimed edge with another polarity.</summary>
    public const string ClaimPolarity = "claim_polarity";

    /// <summary>The graph contains a claim, but none of the paths that its step cites does.</summary>
    public const string ClaimNotCited = "claim_not_cited";

    /// <summary>The graph cut the list of a node's edges, so that a claim can be neither confirmed nor denied.</summary>
    public const string GraphTruncated = "graph_truncated";

    /// <summary>The chain has no step.</summary>
    public const string NoStep = "no_step";

    /// <summary>The chain's text does not contain one of its steps.</summary>
    public const string StepNotInText = "step_not_in_text";

    /// <summary>The chain reaches no answer.</summary>
    public const string NoConclusion = "no_conclusion";

    /// <summary>The conclusion's words do not name the chain's answer.</summary>
    public const string ConclusionNotNamed = "conclusion_not_named";

    /// <summary>The chain concludes a label that no option bears, or gives it the text of another option.</summary>
    public const string UnknownOption = "unknown_option";

    /// <summary>
    /// No grounded step reaches an entity of the conclusion; for a question that asks for the exception, none reaches one of the other options.
    /// </summary>
    public const string AnswerNotReached = "answer_not_reached";

    /// <summary>The chain concludes something else than the known answer.</summary>
    public const string AnswerMismatch = "answer_mismatch";

    /// <summary>The evidence opposes what the chain concludes, or for an exception supports it best of all.</summary>
    public const string ConclusionUnsupported = "conclusion_unsupported";

    /// <summary>A step's words join two entities of a claim by another relation than the claimed one.</summary>
    public const string TextRelation = "text_relation";

    /// <summary>A step's words turn a claim round: what the claim says of one entity they say of the other.</summary>
    public const string TextDirection = "text_direction";

    /// <summary>A step's words deny what its claim affirms, affirm what it denies, or leave out that something must be avoided.</summary>
    public const string TextPolarity = "text_polarity";

    /// <summary>A step names an entity that no cited path holds and that neither question nor options name.</summary>
    public const string EntityNotCited = "entity_not_cited";

    /// <summary>A step names, in the manner of an entity, something that the graph does not know and the question does not say.</summary>
    public const string EntityUnknown = "entity_unknown";

    /// <summary>A cited path touches nothing that the question names: it is evidence for another question.</summary>
    public const string PathOfOtherQuestion = "path_of_other_question";

    /// <summary>A step states a later part of a path before the part that leads to it, or the text gives the steps in another order.</summary>
    public const string StepOrder = "step_order";

    /// <summary>The chain asserts of the patient what the question denies.</summary>
    public const string AbsentFindingAsserted = "absent_finding_asserted";

    /// <summary>The chain speaks of an answer that it was given.</summary>
    public const string GivenAnswerMentioned = "given_answer_mentioned";

    /// <summary>The chain speaks of instructions, a prompt, or paths that it was given.</summary>
    public const string InstructionMentioned = "instruction_mentioned";

    /// <summary>The chain asserts its answer before any evidence.</summary>
    public const string AnswerBeforeEvidence = "answer_before_evidence";

    /// <summary>The chain repeats the source's rationale before any evidence.</summary>
    public const string RationaleBeforeEvidence = "rationale_before_evidence";

    /// <summary>The conclusion names no option.</summary>
    public const string ConclusionWithoutOption = "conclusion_without_option";

    /// <summary>The conclusion names several options where one is asked for.</summary>
    public const string ConclusionSeveralOptions = "conclusion_several_options";

    /// <summary>The conclusion's words name another option than the chain's label says.</summary>
    public const string ConclusionOtherOption = "conclusion_other_option";

    /// <summary>Whoever reads the steps alone reaches another answer.</summary>
    public const string InconsistentAnswer = "inconsistent_answer";

    /// <summary>Whoever reads the steps alone reaches no answer.</summary>
    public const string ConsistencyUndecided = "consistency_undecided";

    /// <summary>The chain recommends a drug that the graph calls contraindicated in a condition that the question states, or in a more general one.</summary>
    public const string ContraindicatedRecommendation = "contraindicated_recommendation";

    /// <summary>Something that bears on safety was not checked; silence about it must not be read as safe.</summary>
    public const string SafetyNotChecked = "safety_not_checked";

    /// <summary>The words of a chain were read as English, although the question was read in another language.</summary>
    public const string LanguageNotChecked = "language_not_checked";

    /// <summary>The verdict is unknown, which is never a pass.</summary>
    public const string VerdictUnknown = "verdict_unknown";

    /// <summary>No verifier checked the chain.</summary>
    public const string NothingChecked = "nothing_checked";
}
