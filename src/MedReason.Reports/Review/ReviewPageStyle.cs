namespace MedReason.Reports;

/// <summary>What the review page adds to the shared style.</summary>
internal static class ReviewPageStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = """
        .page { max-width: 64rem; }
        header { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; align-items: baseline; justify-content: space-between; }
        #progress { margin: 0; }
        .fields, .moves { display: flex; flex-wrap: wrap; gap: 0.8rem 1.2rem; align-items: end; }
        .moves { margin-top: 1rem; align-items: center; }
        .fields label { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.2rem; min-width: 0; max-width: 100%; }
        h2:focus-visible { outline: none; }
        input[type=text], select, textarea { font: inherit; color: var(--text); background: var(--surface); border: 1px solid var(--edge); border-radius: 0.45rem; padding: 0.35rem 0.6rem; max-width: 100%; }
        input[type=radio], input[type=checkbox] { width: 1.5rem; height: 1.5rem; margin: 0 0.35rem 0 0; accent-color: var(--accent); flex: none; }
        input[type=file] { font: inherit; width: 100%; min-height: 2rem; }
        button.primary { background: var(--accent); color: var(--surface); border-color: var(--accent); font-weight: 600; }
        button:disabled { opacity: 0.5; cursor: not-allowed; }
        #question { font-size: 1.08rem; line-height: 1.65; white-space: pre-line; }
        #options { list-style: none; padding: 0; display: grid; gap: 0.25rem; }
        #options strong { display: inline-block; min-width: 1.6rem; }
        #chains.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0 1rem; align-items: start; }
        .steps { list-style: none; padding: 0; counter-reset: step; }
        .steps > li { counter-increment: step; border-left: 3px solid var(--line); padding: 0.2rem 0 0.5rem 0.9rem; margin-bottom: 0.5rem; }
        .steps > li.flagged { border-left-color: var(--accent); }
        .steps > li > p { white-space: pre-line; }
        .steps > li > p::before { content: counter(step) ". "; font-weight: 700; }
        .conclusion { border-top: 2px solid var(--text); padding-top: 0.6rem; white-space: pre-line; }
        fieldset { border: 0; padding: 0; margin: 0 0 0.9rem; display: flex; flex-wrap: wrap; gap: 0.3rem 1.1rem; min-width: 0; }
        legend { font-weight: 600; padding: 0; margin-bottom: 0.25rem; }
        fieldset label, .check { display: inline-flex; align-items: center; }
        .steps legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .steps fieldset { margin: 0; font-size: 0.92rem; }
        .comment { display: grid; gap: 0.2rem; margin: 0.8rem 0; }
        .comment textarea { width: 100%; resize: vertical; }
        #revealed:not(:empty) { margin-top: 0.8rem; }
        [hidden] { display: none; }
        """;
}
