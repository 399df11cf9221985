namespace MedReason.Reports;

/// <summary>What the page of a result adds to the shared style.</summary>
internal static class ResultPageStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = """
        :root {
          --disease: #a3302a; --disease-soft: #fbeae8; --drug: #1557a5; --drug-soft: #e5effb; --gene: #6238a8; --gene-soft: #efe9fa; --finding: #7d5000; --finding-soft: #faf0da;
          --anatomy: #0a6363; --anatomy-soft: #def2f1; --biology: #2a662d; --biology-soft: #e6f3e5; --exposure: #87286a; --exposure-soft: #f8e7f3; --other: #4b555f; --other-soft: #ebedef;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --disease: #ff9d94; --disease-soft: #3c2223; --drug: #8ac2ff; --drug-soft: #182d44; --gene: #c7aaff; --gene-soft: #2b2442; --finding: #edbf5b; --finding-soft: #362b14;
            --anatomy: #6ed3cf; --anatomy-soft: #133230; --biology: #8fd394; --biology-soft: #1b321f; --exposure: #f29fd7; --exposure-soft: #3a2134; --other: #b6c0ca; --other-soft: #29323a;
          }
        }
        .type { --ink: var(--other); --soft: var(--other-soft); }
        .type.disease { --ink: var(--disease); --soft: var(--disease-soft); }
        .type.drug { --ink: var(--drug); --soft: var(--drug-soft); }
        .type.gene { --ink: var(--gene); --soft: var(--gene-soft); }
        .type.finding { --ink: var(--finding); --soft: var(--finding-soft); }
        .type.anatomy { --ink: var(--anatomy); --soft: var(--anatomy-soft); }
        .type.biology { --ink: var(--biology); --soft: var(--biology-soft); }
        .type.exposure { --ink: var(--exposure); --soft: var(--exposure-soft); }
        .shape { fill: var(--ink); fill-rule: evenodd; }
        header { display: flex; flex-wrap: wrap; gap: 0.4rem 1.2rem; align-items: end; justify-content: space-between; }
        header > div { min-width: 0; max-width: 100%; }
        .lede { margin: 0.3rem 0 0; max-width: 80ch; }
        .question p { font-size: 1.08rem; line-height: 1.75; max-width: 76ch; white-space: pre-line; }
        mark.entity { background: var(--soft); color: inherit; border-bottom: 2px solid var(--ink); border-radius: 0.2rem 0.2rem 0 0; padding: 0.05em 0.15em; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
        mark.entity[data-light] { cursor: pointer; }
        mark.absent { border-bottom-style: dashed; text-decoration: line-through; text-decoration-color: var(--muted); }
        mark.family, mark.historical, mark.hypothetical { border-bottom-style: dotted; }
        mark.unlinked { background: none; border-bottom: 2px dotted var(--edge); }
        mark .tag { display: inline-block; text-decoration: none; font-size: 0.68em; line-height: 1.2; margin-left: 0.35em; padding: 0.1em 0.4em; border-radius: 0.6em; background: var(--surface); color: var(--muted); border: 1px solid var(--edge); vertical-align: 0.15em; }
        .options { list-style: none; padding: 0; margin: 0.9rem 0 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 0.5rem; }
        .options li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.15rem 0.6rem; border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.45rem 0.75rem; }
        .options .words { flex: 1 1 8rem; min-width: 0; }
        .options li.chosen { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
        .label { font-weight: 700; }
        .columns { display: grid; gap: 0 1rem; }
        .steps { list-style: none; padding: 0; margin: 0; }
        .step { display: grid; grid-template-columns: 2.2rem minmax(0, 1fr); gap: 0 0.6rem; padding: 0.65rem 0.6rem 0.65rem 0.4rem; margin: 0 -0.4rem; border-left: 3px solid transparent; border-radius: 0.3rem; }
        .step + .step { border-top: 1px solid var(--line); }
        .lit .step.on { background: var(--accent-soft); border-left-color: var(--accent); }
        .step > button, .step > .ordinal { grid-row: span 2; width: 2.1rem; height: 2.1rem; padding: 0; border-radius: 50%; font-weight: 600; text-align: center; font-variant-numeric: tabular-nums; }
        .step > .ordinal { line-height: 2.1rem; color: var(--muted); border: 1px dashed var(--edge); }
        .step > button[aria-pressed="true"] { background: var(--accent); color: var(--surface); border-color: var(--accent); }
        .step p { margin: 0.15rem 0 0.25rem; }
        .checks { color: var(--muted); font-size: 0.88rem; }
        .checks .good { color: var(--good); }
        .checks .bad { color: var(--bad); }
        .checks .warn { color: var(--warn); }
        .checks details { margin-top: 0.15rem; }
        .checks ul { margin: 0.2rem 0 0; padding-left: 1.1rem; }
        .cite { display: inline-block; min-width: 1.7rem; text-align: center; font-size: 0.85rem; line-height: 1.5; font-variant-numeric: tabular-nums; text-decoration: none; border: 1px solid var(--accent); border-radius: 0.4rem; padding: 0 0.3rem; margin: 0.05rem 0.05rem; background: var(--surface); }
        .cite:hover, .cite.pinned { background: var(--accent); color: var(--surface); }
        .conclusion { border-top: 2px solid var(--text); margin-top: 0.6rem; padding-top: 0.8rem; font-size: 1.08rem; }
        .conclusion p:last-child { margin-bottom: 0; }
        .drawing svg { display: block; margin: 0 auto; height: auto; max-width: 100%; }
        .drawing figure { margin: 0; }
        .drawing .scroll > svg { min-width: 25rem; }
        .drawing [data-columns="3"] > svg { min-width: 41rem; }
        .drawing [data-columns="4"] > svg { min-width: 56rem; }
        .drawing [data-columns="5"] > svg { min-width: 71rem; }
        .drawing [data-columns="6"] > svg { min-width: 86rem; }
        .drawing [data-columns="7"] > svg { min-width: 101rem; }
        .drawing [data-columns="8"] > svg { min-width: 116rem; }
        .drawing text { font-family: Arial, "Liberation Sans", Roboto, Helvetica, sans-serif; }
        .drawing .link { --ink: var(--edge); }
        .drawing .contraindicated { --ink: var(--bad); }
        .drawing .absent { --ink: var(--warn); }
        .drawing .line { fill: none; stroke: var(--ink); stroke-width: 1.6; }
        .drawing .reach { fill: none; stroke: transparent; stroke-width: 12; }
        .drawing .absent .line { stroke-dasharray: 5 4; }
        .drawing .contraindicated .line { stroke-dasharray: 9 3 2 3; }
        .drawing .head { fill: var(--ink); stroke: var(--ink); stroke-width: 1; }
        .drawing .absent .head { fill: var(--surface); stroke-width: 1.5; }
        .drawing .contraindicated .head { fill: none; stroke-width: 3; }
        .drawing .words rect { fill: var(--surface); }
        .drawing .words text { fill: var(--muted); font-size: 11px; text-anchor: middle; }
        .drawing .words.absent text, .drawing .words.contraindicated text { fill: var(--ink); font-weight: 600; }
        .drawing .box { fill: var(--soft); stroke: var(--ink); stroke-width: 1; }
        .drawing .told .box { stroke-width: 2.2; }
        .drawing .kind { fill: var(--ink); font-size: 11px; }
        .drawing .tag { fill: var(--text); font-size: 11px; font-weight: 700; text-anchor: end; }
        .drawing .name { fill: var(--text); font-size: 13px; font-weight: 600; }
        .drawing [data-light] { cursor: pointer; }
        .lit .drawing g[data-paths]:not(.on) { opacity: 0.22; }
        .lit .drawing .on .line { stroke-width: 3; stroke: var(--accent); }
        .lit .drawing .on.contraindicated .line, .lit .drawing .on.absent .line { stroke: var(--ink); }
        .lit .drawing .affirmed.on .head { fill: var(--accent); stroke: var(--accent); }
        .lit .drawing .words.on text { fill: var(--text); font-weight: 600; }
        .lit .drawing .node.on .box { stroke-width: 2.6; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; padding: 0; margin: 0.7rem 0 0; font-size: 0.84rem; color: var(--muted); }
        .legend svg { display: inline-block; vertical-align: -0.1em; min-width: 0; margin: 0; }
        .paths { list-style: none; padding: 0; margin: 0; }
        .paths > li { display: grid; grid-template-columns: 2.2rem minmax(0, 1fr); gap: 0 0.6rem; padding: 0.5rem 0.4rem; border-left: 3px solid transparent; font-size: 0.94rem; }
        .paths > li + li { border-top: 1px solid var(--line); }
        .paths > li.on, .paths > li:target { background: var(--accent-soft); border-left-color: var(--accent); }
        .paths button { min-width: 1.9rem; padding: 0 0.3rem; height: 1.7rem; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
        .paths button[aria-pressed="true"] { background: var(--accent); color: var(--surface); border-color: var(--accent); }
        .paths .entity { color: var(--ink); font-weight: 600; }
        .paths .hop { color: var(--muted); }
        .paths .hop.absent, .paths .hop.contraindicated { color: var(--text); text-decoration: underline dashed; text-underline-offset: 0.2em; }
        .paths .small { color: var(--muted); grid-column: 2; }
        .contrast .bar { fill: var(--accent); opacity: 0.55; }
        .contrast svg { display: block; width: 100%; min-width: 5rem; height: 0.9rem; }
        .contrast td:first-of-type { min-width: 8rem; }
        .findings { list-style: none; padding: 0; }
        .findings li { padding: 0.35rem 0 0.35rem 0.7rem; border-left: 3px solid var(--edge); margin-bottom: 0.45rem; }
        .findings li.error { border-left-color: var(--bad); }
        .findings li.warning { border-left-color: var(--warn); }
        .text { white-space: pre-wrap; background: var(--raised); border-radius: 0.5rem; padding: 0.8rem 1rem; margin-top: 0.6rem; font-size: 0.92rem; overflow-x: auto; }
        details + details { margin-top: 0.6rem; }
        details > table { margin-top: 0.6rem; font-size: 0.9rem; }
        @media screen and (min-width: 62rem) {
          .columns { grid-template-columns: minmax(0, 6fr) minmax(0, 5fr); align-items: start; }
        }
        @media screen and (min-width: 62rem) and (min-height: 50rem) {
          .drawing.low { position: sticky; top: 0; z-index: 1; padding-block: 0.7rem; box-shadow: 0 0.4rem 1rem -0.6rem #0006; }
          html:has(.drawing.low) { scroll-padding-top: 27rem; }
        }
        @media (prefers-reduced-motion: no-preference) {
          .drawing g { transition: opacity 0.12s; }
        }
        @media print {
          .drawing .scroll > svg { min-width: 0; }
          mark.entity, .drawing .box { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .step > button { display: block; border: 1px solid var(--edge); background: none; }
        }
        """;
}
