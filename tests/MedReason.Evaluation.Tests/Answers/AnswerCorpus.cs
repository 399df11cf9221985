namespace MedReason.Evaluation.Tests;

/// <summary>
/// Answer strings written from the rules of extraction: each template is filled in for several questions and letters. In a template {L} is the right label, {l}
/// the same in lower case, {T} its text, {M} and {MT} those of another option, {N} and {NT} of a third, {F} and {H} the right label in full width and in look-alikes.
/// </summary>
internal static class AnswerCorpus
{
    /// <summary>What a reader must take for an answer.</summary>
    public static readonly string[] Answered =
    [
        "{L}", "{L}.", "{L})", "({L})", "[{L}]", "**{L}**", "*{L}*", "`{L}`", "\"{L}\"", "${L}$", "{L}\n", "  {L}  ", "**({L})**", "**{L}.**", "{L}. {T}", "{L}) {T}", "({L}) {T}", "{L}: {T}", "{L} - {T}", "**{L}. {T}**", "**{L}) {T}**",
        "Answer: {L}", "Answer: {L}.", "Answer: ({L})", "Answer: **{L}**", "**Answer: {L}**", "**Answer:** {L}", "**Answer**: {L}", "Answer:{L}", "answer: {l}", "Answer - {L}", "Answer = {L}", "ANSWER: {L}", "Answer: {L}. {T}", "Answer: {L}) {T}", "Answer: ({L}) {T}.",
        "Answer:\n{L}", "Answer:\n\n**{L}. {T}**", "## Answer\n{L}", "## Answer\n\n{L}. {T}", "### Final Answer\n\n**{L}**", "**Final Answer:** {L}", "Final Answer: {L}", "Final answer: option {L}", "Final Answer: The answer is {L}.", "Final answer is {L}",
        "The answer is {L}", "The answer is {L}.", "The answer is ({L}).", "The answer is **{L}**.", "The answer is: {L}", "The answer is: ({L})", "The answer is option {L}.", "The answer is {L}) {T}.", "The answer is {L}. {T}.", "The answer is \"{L}\".", "The answer is '{L}'.",
        "The correct answer is {L}.", "The correct answer is: {L}. {T}", "The correct answer is **{L}. {T}**.", "The correct answer is **({L}) {T}**", "The correct answer is therefore {L}.", "The correct answer is option ({L}).", "the correct option is {L}", "The correct choice is {L}.",
        "The best answer is {L}.", "The most appropriate answer is {L}.", "The best choice would be {L}.", "The right answer must be {L}.", "The most likely answer is {L}: {T}.", "The correct answer would be {L}, {T}.", "My answer is {L}.", "Our final answer is {L}.",
        "The answer to this question is {L}.", "The best answer among the options is {L}.", "The correct answer here is {L}.", "Correct answer: {L}", "Correct option: {L}. {T}", "Correct Answer:\n{L}) {T}", "Ans: {L}", "Ans. {L}", "Ans. is {L}", "Ans is {L}", "ANS - {L}",
        "So the answer is {L}.", "Thus, the answer is {L}.", "Therefore, the answer is ({L}).", "Hence the correct option is {L}.", "Therefore, among A through D, the answer is {L}.", "Therefore, {L}.", "Thus {L}.", "So it is {L}.", "Hence, ({L}) {T}.",
        "The answer is {L} because it fits the findings.", "The answer is {L}, because it fits.", "The answer is {L} since the others do not fit.", "The answer is {L} as it is first-line.", "The answer is {L} ({T}).", "The answer is {L} – {T}.", "The answer is {L}: {T}.",
        "The correct answer is {L}, not {M}.", "The answer is {L} rather than {M}.", "The answer is not {M} but {L}.", "The answer is not {M}, but rather {L}.", "The answer isn't {M}. The answer is {L}.", "The answer is {L}, and {M} is wrong.", "The answer is {L}; {M} is incorrect.",
        "{L} is the correct answer.", "Option {L} is the correct answer.", "({L}) is the best answer.", "Option {L} is correct.", "{L} is correct.", "{L}) {T} is the correct answer.", "**{L}** is the right choice.", "Option {L} ({T}) is the most appropriate answer.", "{L}. {T} is the answer.",
        "I choose {L}.", "I would choose option {L}.", "I'd go with {L}.", "I will go with ({L}).", "We select {L}.", "I pick {L}.", "I would select option {L}: {T}.",
        "\\boxed{{L}}", "$\\boxed{{L}}$", "The answer is \\boxed{{L}}.", "The answer is $\\boxed{\\text{{L}}}$", "\\boxed{\\text{{L}. {T}}}", "\\boxed{{L}. {T}}", "Final Answer: \\boxed{{L}}", "\\[\\boxed{\\textbf{{L}}}\\]", "The answer is \\({L}\\).", "The answer is $\\mathbf{{L}}$.",
        "#### {L}", "Reasoning first.\n#### {L}", "<answer>{L}</answer>", "<answer>\n{L}\n</answer>", "<answer>{L}. {T}</answer>", "<answer>{T}</answer>", "Some words. <answer>({L})</answer>", "<final_answer>{L}</final_answer>",
        "{\"answer\": \"{L}\"}", "{\"answer_choice\": \"{L}\"}", "{\"step_by_step_thinking\": \"Option {M} is tempting. The answer is {M}? No.\", \"answer_choice\": \"{L}\"}", "{\"answer_choice\": \"{L}. {T}\"}", "{\"answer\": \"{T}\"}", "{\"answer\": [\"{L}\"]}", "{'answer': '{L}'}",
        "```json\n{\"answer\": \"{L}\"}\n```", "Here it is: {\"reasoning\": \"x said \"y\" loudly\", \"answer\": \"{L}\"}", "{\"answer\": \"({L})\"}", "{\"answer\": \"Option {L}\"}", "{\"answer\": \"\\\\boxed{{L}}\"}", "{\"explanation\": \"A, B and C\", \"final_answer\": \"{l}\"}", "{\n  \"reasoning\": \"line\",\n  \"answer\": \"{L}\"\n}",
        "{\"answer\": {L}}", "{\"answer\": \"{T}\", \"answer_idx\": \"{L}\"}", "{\"answer\": \"The correct answer is {L}.\"}", "{\"choice\": \"{L}\"}",
        "<think>It could be {M}. The answer is {M}.</think>The answer is {L}.", "<think>\n{M}\n</think>\n\n{L}", "The answer is {M}, I thought.</think>{L}", "<thinking>The answer is {M}</thinking>\n**Answer: {L}**", "<think>a</think>The answer is {L}.<think>b: {M}</think>",
        "## Thinking\n\nLet me see. The answer is {M}.\n\n## Final Response\n\nThe answer is {L}.", "## Thinking\n\nMaybe {M}.\n\n## Final Answer\n\n{L}. {T}", "### Reasoning\nIt is {M} at first sight.\n### Answer\n{L}", "**Thinking**\n\n{M}\n\n**Final Answer**\n\n{L}",
        "## Thinking\n\n### Conclusion\n{M}\n\n## Final Answer\n\n{L}", "<|channel|>analysis<|message|>The answer is {M}.<|channel|>final<|message|>{L}", "[THINK]the answer is {M}[/THINK]Answer: {L}", "<reasoning>{M}</reasoning><answer>{L}</answer>",
        "The answer is {M}. Wait. The answer is {L}.", "At first the answer seems to be {M}. However, the correct answer is {L}.", "Answer: {M}\nOn reflection:\nAnswer: {L}", "If it were acute, {M}. As it is not, the answer is {L}.", "If the answer is {M}, then the fever is unexplained. So the answer is {L}.",
        "One might think the answer is {M}. The answer is {L}.", "The incorrect answer is {M}. The correct answer is {L}.", "The answer could be {M}. The answer is {L}.", "I initially thought the answer is {M}. The correct answer is {L}.", "Is the answer {M}? No, the answer is {L}.",
        "{M}) {MT}: wrong.\n{L}) {T}: right.\n{N}) {NT}: wrong.\n\nTherefore, the correct answer is {L}) {T}.", "{L}) {T}\n {L}.", "{L}\n{L}", "The reasoning is long.\n{L}) {T}.", "Step 1. Step 2.\n\n{L}", "{L})\n {L}.", "So, the answer is {L}.\n{L}.",
        "Answer: {F}", "The answer is （{F}）。", "答案：{F}", "Answer: {H}", "The answer is ({H}).", "The answer is {H}.",
        "答案是{L}", "答案：{L}", "正确答案是{L}。", "正确答案为 {L}", "因此，答案选{L}。", "故选{L}", "答案是 ({L})", "正解は{L}です。", "答え: {L}", "정답: {L}", "정답은 {L}입니다.", "La respuesta correcta es {L}.", "Respuesta: {L}", "La respuesta es la opción {L}.", "La bonne réponse est {L}.", "Réponse : {L}", "Die richtige Antwort ist {L}.",
        "Antwort: {L}", "Правильный ответ: {L}", "Ответ: {L}", "Правильный ответ — это {L}.", "A resposta correta é {L}.", "Resposta: {L}", "La risposta corretta è {L}.", "Risposta: {L}", "Prawidłowa odpowiedź: {L}", "Het juiste antwoord is {L}.", "الإجابة: {L}", "الإجابة الصحيحة هي {L}", "Doğru cevap: {L}", "Đáp án: {L}", "Jawaban: {L}", "Rätt svar: {L}",
        "The answer is {T}.", "The correct answer is {T} ({L}).", "Answer: {T}", "**Answer:** {T}", "The best answer is **{T}**.", "The patient most likely has what option {L} says. Answer: {L}", "{T}", "{T}.", "**{T}**", "The answer is **{L}: {T}**. {M} would need more.",
        "The final decision is {L}.", "The final decision is: {T}. The findings fit it best.",
        "{L}) {T} is the treatment of choice in such patients, for it works.", "{L}. {T} fits the picture best, since it explains all of it.", "{L}\n\nThe findings fit it best.", "{L}) because the findings fit.", "**{L}**\n\nThis is seen in most patients.",
        "The\u200b answer\u00a0is {L}.", "\uFEFFAnswer: {L}", "Answer:\u3000{L}", "Answer: {L}\r\n", "Answer: <{L}>", "Answer: «{L}»", "Answer: “{L}”", "Answer: 【{L}】", "→ Answer: {L}", "✅ Answer: {L}", "> **Answer: {L}**", "| Answer | x |\n\nAnswer: {L}",
        "The answer is {L}!", "The answer is {L}…", "The answer is {L};", "The answer is {L} .", "The answer is, therefore,\n\nThe answer is {L}", "The answer is most likely {L}.", "The answer is clearly {L}.", "The answer is definitely option {L}.", "The correct answer is letter {L}.", "The answer is the option {L}.",
        "**Answer:**{L}", "## Answer\n{L}\n\nThe findings fit it best, for it explains them.", "## Final Answer\n\n{L}. {T}\n\n## Why\n\nIt explains them.", "答案是“{L}”。", "The answer is {L}. {MT} is less likely.", "Answer {L}", "**Final Answer** {L}", "**Answer {L}**", "Ans {L}", "Answer: **{L}** All else is wrong.", "Th answer- is {L}.",
    ];

    /// <summary>What names no option, several, or contradicts itself: no letter may be read out of it.</summary>
    public static readonly string[] Unanswered =
    [
        "", " ", "\n\n", "I don't know.", "I cannot determine the answer.", "The answer cannot be determined.", "The answer is unclear.", "The answer is not provided.", "The answer is unknown.", "The answer could not be found in the text.", "The correct answer is not listed.",
        "The answer is", "The answer is ", "The correct answer is (", "Answer:", "Answer: ", "**Answer:**", "Final Answer: **", "\\boxed{", "The answer is \\boxed{{L}", "The answer is ({L}", "Answer: **{L}", "Answer: [{L}", "<answer>{L}", "{\"answer\": \"{L}", "{\"answer\": ", "{\"step_by_step_thinking\": \"The answer is",
        "<think>The answer is {L}.", "<think>\nThe answer is {L}", "<thinking>{L}", "## Thinking\n\nThe answer is {L}.", "## Thinking\n\n{L}", "## Thought Process\nOption {L} is correct.\nThe answer is {L}.", "**Thinking**\n\nThe answer is {L}.", "Answer: {L}\n<think>No, wait", "<|begin_of_thought|>\nThe answer is {L}.", "[THINK]The answer is {L}",
        "The answer is {L} or {M}.", "The answer is {L} and {M}.", "Answer: {L}/{M}", "Answer: {L}, {M}", "Answer: {L} & {M}", "The answer is both {L} and {M}.", "The answer is either {L} or {M}.", "The answers are {L} and {M}.", "Answers: {L}, {M} and {N}", "The answer is {L}, {M}, and {N}.", "Both {L} and {M} are correct.", "The answer is ({L}) or ({M}).",
        "The answer is {L} or possibly {M}.", "The answer is {L} or even option {M}.", "Answer: {L} + {M}", "Answer: {L}; {M}", "Answer: {L} und {M}", "Answer: {L} y {M}", "答案是{L}和{M}", "答案：{L}、{M}", "{\"answer\": \"{L}/{M}\"}", "{\"answer\": \"{L}, {M}\"}", "{\"answer\": [\"{L}\", \"{M}\"]}", "{\"answer\": \"{L} and {M}\"}", "\\boxed{{L}, {M}}", "\\boxed{{L} \\text{ or } {M}}", "<answer>{L} or {M}</answer>",
        "Answer: A-D", "Answer: A–D", "Answer: A to D", "The answer is A through D.", "The answer is somewhere between A and D.", "The answer lies in A-C.", "{\"answer\": \"A-D\"}",
        "The answer is not {L}.", "The answer isn't {L}.", "The correct answer is not {L}.", "The answer is definitely not {L}.", "The answer cannot be {L}.", "The answer is neither {L} nor {M}.", "Not {L}.", "It is not {L}.", "Option {L} is not correct.", "Option {L} is incorrect.", "{L} is wrong.", "I would not choose {L}.", "答案不是{L}", "La respuesta no es {L}.", "Die Antwort ist nicht {L}.", "Ответ не {L}.", "La réponse n'est pas {L}.",
        "The answer is {L}. No, the answer is not {L}.", "The answer is Z.", "Answer: Z", "Answer: (Y)", "{\"answer\": \"Z\"}", "\\boxed{Z}", "<answer>Z</answer>", "The answer is X-ray.", "The answer is Z because it fits.",
        "If the answer is {L}, the fever is unexplained.", "Whether the answer is {L} depends.", "Is the answer {L}?", "The answer is {L}?", "Suppose the answer is {L}.", "The incorrect answer is {L}.", "The wrong answer is {L}.", "The answer could be {L}.", "The answer might be {L}.", "The answer may be {L}.", "One might think the answer is {L}.",
        "Please answer in the format: 'The answer is {L}.'", "Answer in the format \"Answer: {L}\".", "For example, the answer is {L}.",
        "{L}) {T}\n{M}) {MT}", "{L} {M}", "{L}\n{M}", "{L}, {M}", "{L} or {M}", "Option {L} or option {M}", "A) or B) or C)", "A, B, C, D", "ABCD", "{L} is correct. {M} is correct.", "Option {L} is correct. Option {M} is also correct.", "{L} and {M} are both correct.",
        "{\"answer\": null}", "{\"answer\": \"\"}", "{\"answer\": \"Unable to determine\"}", "{\"answer\": \"Cannot be determined\"}", "{\"answer\": \"Not enough information\"}", "{\"answer\": \"N/A\"}", "{\"answer\": \"None of the above\"}", "{\"answer\": \"Be careful\"}", "{\"answer\": \"A patient needs care\"}", "{\"answer\": \"{L}\"} {\"answer\": \"{M}\"}",
        "None of the above.", "The answer is none of the above.", "None of these options is right.", "The answer is none.", "All of the above.", "The answer is all of the above.", "Neither {T} nor {MT}.", "{T} or {MT}", "{T} and {MT} are both possible.", "It is not {T}.", "{T} is unlikely.", "{T} is contraindicated.", "{T} can be ruled out.", "Unlike {T}, it is rare.", "I cannot say whether it is {T}.",
        "A patient with fever needs care.", "A fever is a sign.", "The answer is a common finding in such patients.", "The answer is A patient with fever.", "The answer is a matter of debate.", "Vitamin D is low. Hepatitis B and C were excluded. The CD4 count is 200.", "The C-section was done. The A-line was in. A B-cell lymphoma is possible.", "He has type A blood.",
        "Answer: B-cell lymphoma", "The answer is C-reactive protein.", "The answer is C. albicans.", "Answer: B12 deficiency", "The answer is D5W.", "The answer is vitamin A.", "The answer is hepatitis B.", "I think that I would need more details.", "I'd ask a colleague.", "I am not sure.",
        "The response was filtered due to the prompt triggering the content management policy.", "Request timed out.", "Error: connection reset by peer", "I'm sorry, but I can't help with that.", "As an AI, I cannot give medical advice.", "Let's think step by step.", "The options are A, B, C and D.", "Options:\nA) x\nB) y\nC) z\nD) w",
        "{L}. {MT}", "Answer: {L}. {MT}", "The answer is {L}) {MT}.", "The answer is {L} ({MT}).", "{\"answer\": \"{L}. {MT}\"}", "The answer is {MT} ({L}).", "The correct answer is **{L}. {MT}**.",
        "The answer is {L} if acute, and {M} if chronic.", "{L} if acute, {M} if chronic.", "The answer is {L} unless she is pregnant.", "The answer is {L}'s first sign.", "The answer is C.difficile.", "The answer is vitamin B.12.", "The answer is either {L}. or {M}.", "The answer is both {T}", "A physician should choose {L}.", "Others would select {L}.", "The answer is {L}, and {M}.", "The answer is {L}, and also {M}.", "Answer: {L}–Dose", "The answer is {L}. No, the answer isn't {L}.", "I cannot tell: so it is {L}?", "答案不确定", "Ответ неизвестен.", "La respuesta no se puede determinar.",
    ];

    /// <summary>More of both kinds: a template and the words that each make one string of it, with the right label or, where it names none, null.</summary>
    public static readonly (string Template, string[] Words, bool IsAnswered)[] Families =
    [
        ("{W}: {L}", ["उत्तर", "Відповідь", "Vastaus", "Odpověď", "Răspuns", "Válasz", "Απάντηση", "תשובה", "پاسخ", "คำตอบ", "Final answer", "My final answer"], true),
        ("The answer {W} {L}.", ["is", "remains", "must be", "would be", "should be"], true),
        ("The answer is {W} {L}.", ["certainly", "probably", "actually", "simply", "obviously", "thus", "in fact", "given by", "represented by", "best represented by"], true),
        ("The {W} option is {L}.", ["correct", "best", "right", "most appropriate", "most likely", "most suitable", "most accurate", "preferred", "optimal", "only valid", "ideal"], true),
        ("The answer is {L} {W} the signs point there.", ["because", "since", "as", "for", "although", "while", "when", "given that", "considering that", "but only if one agrees that", "and all of", "based on what"], true),
        ("The answer is {L} {W} the history of the patient.", ["due to", "given", "based on", "considering", "according to", "with", "in", "from", "through"], true),
        ("Answer: {L} {W}", ["The findings fit it.", "This fits.", "It fits.", "I am sure of it.", "We are sure of it.", "Option {M} is wrong.", "Is it clear?"], true),
        ("{W} {L}.", ["Actually,", "Correction:", "It's", "It is", "So it must be", "Thus it is", "Hence, option", "I'm going with", "I opt for", "We settle on", "Let's go with", "We'll go with"], true),
        ("{L} {W} the answer.", ["is clearly", "is therefore", "is most likely", "must be", "would be", "is definitely", "is thus", "seems to be", "remains"], true),
        ("{L} {W} correct.", ["is", "is most likely", "is indeed", "must be", "is clearly", "is therefore"], true),
        ("The answer is {L}, and {M} {W}.", ["is excluded", "was excluded", "can be excluded", "could be excluded", "has no role", "may be excluded", "should be excluded", "would not fit", "will fail", "does not fit", "doesn't fit", "cannot be right", "seems unlikely", "might come later"], true),
        ("The answer is {L} {W} it all.", ["which explains", "so that we explain", "instead of", "over", "not", "only if one explains", "that explains"], true),
        ("The answer {W} {L}.", ["can be", "was thought to be", "seemed to be", "looked to be", "were to be", "can't be", "isn't", "wasn't", "is never", "could never be"], false),
        ("I {W} {L}.", ["don't choose", "wouldn't choose", "won't pick", "can't select", "shouldn't choose", "never choose", "do not go with"], false),
        ("{W} {L}.", ["A resposta não é", "La risposta non è", "Svaret är inte", "Het antwoord is niet", "Odpowiedź nie jest", "Die Antwort ist kein"], false),
        ("The {W} answer is {L}.", ["worst", "false", "other", "previous", "alternative", "tempting", "unlikely", "second", "least likely", "incorrect", "wrong"], false),
        ("{W} the answer is {L}, the rash fits.", ["If", "Assuming", "Unless", "Suppose", "Whether", "Previously I said", "Initially I held that", "One may argue", "I might say"], false),
        ("{W} the answer is {L}.", ["I thought", "Imagine", "Some say", "It is tempting to say", "One might believe", "One could assume", "You may guess", "Students would expect", "For example,", "Say that"], false),
        ("The answer is {L} {W} {M}.", ["plus", "as well as", "or maybe", "or perhaps", "and also", "and potentially", "or even", "nor", "and/or"], false),
        ("{W} {M}.", ["Die Antwort ist {L} oder", "La réponse est {L} ou", "La réponse est {L} et", "La risposta è {L} o", "A resposta é {L} e", "Ответ: {L} или", "Ответ: {L} и", "答案是{L}或", "答案是{L}及", "答案是{L}至", "Svaret är {L} och"], false),
        ("{L} is correct. Wait, {L} is {W}.", ["wrong", "incorrect", "false", "not correct"], false),
        ("{L} is correct {W} she is pregnant.", ["if", "unless"], false),
        ("{W} {T} is a matter for a physician.", ["I'm sorry,", "I am sorry,", "As an AI,", "There is no information whether", "It is not possible to say that", "It is impossible to say that", "The documents do not contain that", "It is not specified that", "There is no specific sign that", "No definitive sign shows that", "It was not provided that", "They do not mention that", "The request timed out:", "The content management policy forbids it:"], false),
        ("The answer is {L}. No, the answer is {W}.", ["unknown", "unclear", "uncertain", "not clear", "not known", "not given", "not listed", "not provided", "not possible to give", "not certain", "not found", "not determined", "not available", "not stated", "not among them", "not here"], false),
        ("{T} was asked about, {W}.", ["but I cannot determine it", "but it cannot be determined", "but I am unable to say", "with insufficient information", "but I don't know", "but I do not know", "but I am not sure", "but I cannot answer", "but I can't answer", "but more information is needed", "but there is not enough information", "but the text does not contain it", "but the dose was not provided", "with no information on it"], false),
        ("{W} {T} here.", ["Use anything except", "This argues against", "Avoid", "Treat without", "This excludes", "There is never", "It is unlike", "Ask whether one needs", "It is neither", "Stop if there is", "Do anything rather than", "It is not", "There is no", "One cannot give"], false),
        ("{T} {W}.", ["is never right", "was excluded", "is inappropriate", "is unnecessary", "should be avoided", "is absent", "is false", "is less likely", "is incorrect", "is wrong", "was ruled out", "is not right"], false),
    ];

    /// <summary>The questions: short names, names that begin alike, abbreviations with letters, ten options, no options but yes, no and maybe.</summary>
    public static readonly AnswerOption[][] Questions =
    [
        Make("Metformin", "Warfarin", "Lisinopril", "Amoxicillin-clavulanate"),
        Make("Acute myocardial infarction", "Pulmonary embolism", "Pneumothorax", "Aortic dissection", "Pericarditis"),
        Make("Serum ferritin", "Bone marrow biopsy", "Hemoglobin electrophoresis", "Serum iron"),
        Make("36 hours after exposure", "48 hours after exposure", "72 hours after exposure", "7 days after exposure"),
        Make("Gout", "Lupus", "Sarcoidosis", "Psoriasis", "Scleroderma", "Vasculitis", "Amyloidosis", "Hemochromatosis", "Myositis", "Osteoarthritis"),
    ];

    /// <summary>Every answered string with its label, and every unanswered one with null.</summary>
    public static IEnumerable<(string Text, AnswerOption[] Options, string? Label)> All()
    {
        for (int question = 0; question < Questions.Length; question++)
        {
            AnswerOption[] options = Questions[question];
            for (int right = 0; right < Math.Min(options.Length, 4); right++)
            {
                // Every template with two letters of each question, so that each letter meets every template.
                if ((right + question) % 2 == 1)
                {
                    continue;
                }

                foreach (string template in Answered)
                {
                    yield return (Fill(template, options, right), options, options[right].Label);
                }

                foreach (string template in Unanswered)
                {
                    yield return (Fill(template, options, right), options, null);
                }

                foreach ((string template, string[] words, bool isAnswered) in Families)
                {
                    foreach (string word in words)
                    {
                        yield return (Fill(template.Replace("{W}", word, StringComparison.Ordinal), options, right), options, isAnswered ? options[right].Label : null);
                    }
                }
            }
        }

        foreach ((string text, AnswerOption[] options, string? label) in Special())
        {
            yield return (text, options, label);
        }
    }

    private static IEnumerable<(string Text, AnswerOption[] Options, string? Label)> Special()
    {
        AnswerOption[] microbes = Make("S. aureus", "E. coli", "C. difficile", "H. pylori", "B. cereus");
        AnswerOption[] groups = Make("Both B and C", "Fever", "Rash", "All of the above", "None of the above");
        AnswerOption[] blood = Make("O", "A", "AB", "B");
        AnswerOption[] decisions = Make("yes", "no", "maybe");
        AnswerOption[] twins = Make("36 hours", "36 hours", "72 hours", "7 days");
        AnswerOption[] nested = Make("Amoxicillin", "Amoxicillin-clavulanate", "Clavulanate", "Iron deficiency anemia");
        AnswerOption[] many = Make([.. Enumerable.Range(0, 18).Select(i => $"Statement number {(char)('p' + (i % 9))}{i}")]);
        AnswerOption[] lower = [new() { Label = "a", Text = "Gout" }, new() { Label = "b", Text = "Lupus" }, new() { Label = "c", Text = "Vasculitis" }];
        AnswerOption[] numbered = [new() { Label = "1", Text = "Gout" }, new() { Label = "2", Text = "Lupus" }, new() { Label = "3", Text = "Vasculitis" }];
        return
        [
            ("The answer is E. coli.", microbes, "B"), ("E. coli", microbes, "B"), ("C. difficile", microbes, "C"), ("The answer is C. difficile infection.", microbes, "C"), ("The answer is C. C. difficile.", microbes, "C"), ("Answer: C. difficile", microbes, "C"),
            ("{\"answer\": \"E. coli\"}", microbes, "B"), ("{\"answer\": \"B. E. coli\"}", microbes, "B"), ("The answer is B. cereus.", microbes, "E"), ("The answer is B.", microbes, "B"), ("\\boxed{B. cereus}", microbes, "E"), ("The answer is E.", microbes, "E"),
            ("The answer is none of the above.", groups, "E"), ("None of the above", groups, "E"), ("None of these", groups, "E"), ("The answer is all of these.", groups, "D"), ("All of the above.", groups, "D"), ("The answer is both B and C.", groups, "A"), ("Answer: Both B and C", groups, "A"),
            ("{\"answer\": \"Both B and C\"}", groups, "A"), ("{\"answer\": \"None of the above\"}", groups, "E"), ("The answer is B and C.", groups, null), ("The answer is E. None of the above.", groups, "E"), ("The answer is D (all of the above).", groups, "D"), ("The answer is not all of the above.", groups, null),
            ("The answer is A.", blood, null), ("Answer: A", blood, null), ("The answer is B. A", blood, "B"), ("The answer is A. O", blood, "A"), ("The answer is C. AB", blood, "C"), ("The answer is AB.", blood, "C"),
            ("Yes.", decisions, "A"), ("yes", decisions, "A"), ("No", decisions, "B"), ("Maybe.", decisions, "C"), ("The answer is no.", decisions, "B"), ("Answer: yes", decisions, "A"), ("{\"answer\": \"maybe\"}", decisions, "C"), ("{\"answer_choice\": \"B. no\"}", decisions, "B"), ("B. no", decisions, "B"),
            ("The answer is yes (A).", decisions, "A"), ("There is no evidence for it.", decisions, null), ("The answer is not clear.", decisions, null), ("The answer is A. no", decisions, null), ("Yes, the study shows an effect.", decisions, "A"),
            ("36 hours", twins, null), ("The answer is 36 hours.", twins, null), ("The answer is B. 36 hours.", twins, "B"), ("A. 36 hours", twins, "A"), ("The answer is 72 hours.", twins, "C"),
            ("The answer is amoxicillin-clavulanate.", nested, "B"), ("The answer is amoxicillin.", nested, "A"), ("Amoxicillin-clavulanate is the drug of choice.", nested, "B"), ("The answer is iron deficiency.", nested, null), ("The answer is A. Amoxicillin-clavulanate.", nested, null), ("The answer is B. Amoxicillin-clavulanate.", nested, "B"),
            ("The answer is R.", many, "R"), ("Answer: (Q)", many, "Q"), ("\\boxed{P}", many, "P"), ("The answer is I.", many, "I"), ("The answer is I think hard to tell.", many, null), ("Answer: I", many, "I"), ("I would ask for more.", many, null), ("The answer is S.", many, null), ("{\"answer\": \"O\"}", many, "O"), ("Answer: N/A", many, null), ("{\"answer\": \"N/A\"}", many, null),
            ("Answer: b", lower, "b"), ("Answer: B", lower, "b"), ("The answer is (c).", lower, "c"), ("a", lower, "a"), ("The answer is a.", lower, "a"), ("The answer is a rare disease.", lower, null),
            ("Answer: 2", numbered, "2"), ("The answer is 3.", numbered, "3"), ("(1)", numbered, "1"), ("2", numbered, "2"), ("The answer is 12.", numbered, null),
        ];
    }

    private static string Fill(string template, AnswerOption[] options, int right)
    {
        AnswerOption other = options[(right + 1) % options.Length];
        AnswerOption third = options[(right + 2) % options.Length];
        char label = options[right].Label[0];
        return template
            .Replace("{L}", options[right].Label, StringComparison.Ordinal)
            .Replace("{l}", options[right].Label.ToLowerInvariant(), StringComparison.Ordinal)
            .Replace("{T}", options[right].Text, StringComparison.Ordinal)
            .Replace("{MT}", other.Text, StringComparison.Ordinal)
            .Replace("{NT}", third.Text, StringComparison.Ordinal)
            .Replace("{M}", other.Label, StringComparison.Ordinal)
            .Replace("{N}", third.Label, StringComparison.Ordinal)
            .Replace("{F}", ((char)(label + 0xFEE0)).ToString(), StringComparison.Ordinal)
            .Replace("{H}", "АВСⒹ"[label - 'A'].ToString(), StringComparison.Ordinal);
    }

    private static AnswerOption[] Make(params string[] texts) => [.. texts.Select((text, i) => new AnswerOption { Label = ((char)('A' + i)).ToString(), Text = text })];
}
