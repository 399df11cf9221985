namespace MedReason.Reports;

/// <summary>The style that all pages share: light and dark, on paper and on any width, in the reader's own fonts.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet. Paper is always light.</summary>
    public const string Css = """
        :root {
          color-scheme: light dark;
          --page: #f6f6f2; --surface: #ffffff; --raised: #efefe9; --text: #1d2227; --muted: #586069; --line: #d8d9d2; --edge: #7c848c;
          --accent: #0b57a4; --accent-soft: #e2eefa; --good: #1a6b40; --good-soft: #e1f2e8; --warn: #7d5000; --warn-soft: #faefd6; --bad: #ac231b; --bad-soft: #fbe6e4;
          --font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
          --mono: ui-monospace, "Cascadia Code", "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --page: #10151a; --surface: #182027; --raised: #222c35; --text: #e5e9ec; --muted: #a0abb6; --line: #303b45; --edge: #83909c;
            --accent: #78b8fb; --accent-soft: #16304a; --good: #6fd09b; --good-soft: #15352a; --warn: #e9b949; --warn-soft: #3a2e12; --bad: #ff8f86; --bad-soft: #43201f;
          }
        }
        *, *::before, *::after { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
        body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.55 var(--font); overflow-wrap: break-word; }
        .page { max-width: 78rem; margin: 0 auto; padding: 1.5rem clamp(0.9rem, 3vw, 2.2rem) 3rem; }
        h1, h2, h3 { line-height: 1.25; text-wrap: balance; margin: 0; }
        h1 { font-size: 1.5rem; }
        h2 { font-size: 1.15rem; margin-bottom: 0.7rem; }
        h3 { font-size: 1rem; margin: 1.2rem 0 0.4rem; }
        p { margin: 0 0 0.7rem; max-width: 70ch; }
        a { color: var(--accent); text-underline-offset: 0.15em; }
        code { font-family: var(--mono); font-size: 0.86em; overflow-wrap: anywhere; }
        ul, ol { padding-left: 1.3rem; margin: 0 0 0.7rem; }
        section, .panel { background: var(--surface); border: 1px solid var(--line); border-radius: 0.7rem; padding: clamp(0.9rem, 2.2vw, 1.5rem); margin-top: 1rem; min-width: 0; }
        .muted { color: var(--muted); }
        .small { font-size: 0.86rem; }
        .eyebrow { color: var(--muted); font-size: 0.8rem; letter-spacing: 0.04em; margin: 0 0 0.2rem; }
        .badge { display: inline-block; border-radius: 1rem; padding: 0.05rem 0.65rem; font-size: 0.86rem; font-weight: 600; background: var(--raised); color: var(--text); white-space: nowrap; }
        .badge.good { background: var(--good-soft); color: var(--good); }
        .badge.warn { background: var(--warn-soft); color: var(--warn); }
        .badge.bad { background: var(--bad-soft); color: var(--bad); }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 0.25rem; }
        button { font: inherit; color: var(--text); background: var(--raised); border: 1px solid var(--edge); border-radius: 0.45rem; padding: 0.3rem 0.8rem; cursor: pointer; }
        button:hover { background: var(--accent-soft); }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding-bottom: 0.45rem; }
        th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.7rem 0.35rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
        thead th { color: var(--muted); font-size: 0.83rem; vertical-align: bottom; }
        th.number, td.number { text-align: right; }
        tr:last-child > * { border-bottom: 0; }
        dl.facts { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: 0.3rem 1.2rem; margin: 0; }
        dl.facts dt { color: var(--muted); }
        dl.facts dd { margin: 0; overflow-wrap: anywhere; }
        details > summary { cursor: pointer; color: var(--accent); width: fit-content; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.8rem; margin: 0 0 1rem; padding: 0; list-style: none; }
        .figures li { background: var(--raised); border-radius: 0.55rem; padding: 0.6rem 0.8rem; }
        .figures strong { display: block; font-size: 1.35rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
        .figures span { color: var(--muted); font-size: 0.86rem; }
        figure { margin: 0 0 1.4rem; }
        figure:last-child { margin-bottom: 0; }
        figcaption { color: var(--muted); font-size: 0.86rem; margin-top: 0.4rem; max-width: 75ch; }
        .chart { overflow-x: auto; }
        .chart tbody th { overflow-wrap: anywhere; min-width: 5.5rem; }
        .chart .detail { display: block; color: var(--muted); font-size: 0.8rem; white-space: nowrap; }
        .chart td.mark { width: 42%; padding-right: 0; vertical-align: middle; }
        .chart svg { display: block; width: 100%; height: 1.25rem; overflow: visible; }
        .chart line { stroke: var(--line); vector-effect: non-scaling-stroke; }
        .chart .bar { fill: var(--accent); opacity: 0.55; }
        .chart .whisker { stroke: var(--text); stroke-width: 1.5; }
        .chart .reference { stroke: var(--text); stroke-dasharray: 3 3; }
        .chart .dot { stroke: var(--accent); stroke-width: 9; stroke-linecap: round; }
        .axis { display: flex; justify-content: space-between; color: var(--muted); font-size: 0.8rem; white-space: nowrap; }
        footer { color: var(--muted); font-size: 0.86rem; margin-top: 1.4rem; }
        @media (max-width: 34rem) {
          dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
          dl.facts dd { margin-bottom: 0.5rem; }
          th, td { padding-right: 0.5rem; font-size: 0.9rem; }
          .chart th, .chart td { font-size: 0.83rem; padding-right: 0.4rem; }
          .chart tbody th { min-width: 4.5rem; }
          .chart .detail { white-space: normal; }
          .chart td.mark { width: 24%; min-width: 4rem; }
          .axis span:nth-child(2) { display: none; }
        }
        @media (prefers-reduced-motion: no-preference) {
          html { scroll-behavior: smooth; }
        }
        @media print {
          body { background: none; font-size: 10pt; }
          .page { max-width: none; padding: 0; }
          section, .panel { border: 0; padding: 0; margin-top: 1.2rem; break-inside: auto; }
          figure, tr, li { break-inside: avoid; }
          button, .screen { display: none; }
          .chart .bar, .badge, mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """;
}
