namespace MedReason.Reports.Tests;

/// <summary>Checks that run inside a page, after the success criteria of WCAG 2.2 that a program can decide.</summary>
internal static class PageAudit
{
    /// <summary>Language, title, names of controls, heading order, references, tables, target sizes, contrast of every text; a sentence for each fault.</summary>
    public const string Script = """
        () => {
          const problems = [];
          const report = (what, element) => problems.push(`${what}: ${element ? element.outerHTML.slice(0, 160) : ''}`);
          const isSeen = element => element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && !element.closest('.hidden');
          const textOf = ids => ids.split(' ').map(id => document.getElementById(id)?.textContent ?? '').join(' ');
          const nameOf = element => (element.getAttribute('aria-label') ?? (element.hasAttribute('aria-labelledby') ? textOf(element.getAttribute('aria-labelledby')) : null)
            ?? ([...(element.labels ?? [])].map(label => label.textContent).join(' ') || element.textContent || element.getAttribute('title') || '')).trim();

          if (!document.documentElement.lang) report('no language');
          if (!document.title.trim()) report('no title');
          if (document.querySelectorAll('main').length !== 1) report('not one main landmark');
          if (document.querySelectorAll('h1').length !== 1) report('not one h1');
          const ids = new Set();
          for (const element of document.querySelectorAll('[id]')) {
            if (ids.has(element.id)) report('id appears twice', element);
            ids.add(element.id);
          }
          for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']) {
            for (const element of document.querySelectorAll(`[${attribute}]`)) {
              if (!element.getAttribute(attribute).split(' ').every(id => ids.has(id))) report(`${attribute} names nothing`, element);
            }
          }
          for (const link of document.querySelectorAll('a[href]')) {
            if (!/^https:\/\/identifiers\.org\/|^#q=/.test(link.getAttribute('href')) && !ids.has(link.getAttribute('href').slice(1))) report('link leads nowhere', link);
          }
          let level = 0;
          for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
            const own = Number(heading.localName[1]);
            if (own > level + 1) report('heading skips a level', heading);
            if (!heading.textContent.trim()) report('empty heading', heading);
            level = own;
          }
          for (const control of document.querySelectorAll('a, button, input, select, textarea, summary, [role=region], [role=img], [tabindex]')) {
            if (isSeen(control) && !nameOf(control)) report('no name', control);
          }
          for (const drawing of document.querySelectorAll('svg')) {
            if (!drawing.closest('[aria-hidden=true]') && !(['img', 'group'].includes(drawing.getAttribute('role')) && nameOf(drawing))) report('drawing is neither named nor hidden', drawing);
          }
          for (const hidden of document.querySelectorAll('[aria-hidden=true] a, [aria-hidden=true] button, [aria-hidden=true] [tabindex]')) report('focus goes where nothing is read', hidden);
          for (const list of document.querySelectorAll('ul, ol')) {
            if ([...list.children].some(child => child.localName !== 'li')) report('list holds something else', list);
          }
          for (const header of document.querySelectorAll('th')) {
            if (!header.hasAttribute('scope')) report('header without scope', header);
            if (!header.textContent.trim()) report('empty header', header);
          }
          for (const control of document.querySelectorAll('button, input, select, textarea, .cite')) {
            const box = control.getBoundingClientRect();
            if (isSeen(control) && (box.width < 24 || box.height < 22)) report(`target of ${box.width.toFixed()} by ${box.height.toFixed()}`, control);
          }

          const parse = color => {
            const parts = color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
            return color.startsWith('color(') ? [parts[0] * 255, parts[1] * 255, parts[2] * 255, parts[3] ?? 1] : [parts[0], parts[1], parts[2], parts[3] ?? 1];
          };
          const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
          const backgroundOf = element => {
            const layers = [];
            for (let at = element; at; at = at.parentElement) {
              const color = parse(getComputedStyle(at).backgroundColor);
              if (color[3] > 0) layers.push(color);
              if (color[3] === 1) break;
            }
            return layers.reduceRight((under, top) => over(top, under), [255, 255, 255, 1]);
          };
          const luminance = color => color.slice(0, 3).map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
          const contrast = (one, other) => {
            const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
            return (high + 0.05) / (low + 0.05);
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            if (!node.data.trim() || ['SCRIPT', 'STYLE', 'title', 'desc'].includes(element.nodeName) || !isSeen(element)) continue;
            const style = getComputedStyle(element);
            let ink = parse(element.namespaceURI.endsWith('svg') ? style.fill : style.color);
            let ground = backgroundOf(element);
            if (element.namespaceURI.endsWith('svg')) {
              const plate = [...element.parentElement.querySelectorAll(':scope > rect')].map(rect => parse(getComputedStyle(rect).fill))[0];
              if (plate) ground = over(plate, ground);
            }
            ink = over(ink, ground);
            const size = parseFloat(style.fontSize);
            const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            const ratio = contrast(ink, ground);
            if (ratio < (isLarge ? 3 : 4.5)) report(`contrast ${ratio.toFixed(2)}`, element);
          }
          if (document.documentElement.scrollWidth > innerWidth) report(`page is ${document.documentElement.scrollWidth - innerWidth} wider than the window`);
          return problems;
        }
        """;

    /// <summary>What lives in the page that pages of ours never hold, and whether anything ran.</summary>
    public const string Alive = """
        () => {
          const known = new Set(('html head meta title style body script div main header footer section h1 h2 h3 p span strong code a button mark ul ol li dl dt dd details summary figure figcaption ' +
            'table caption thead tbody tr th td svg g path rect line text input select option textarea label fieldset legend form output progress').split(' '));
          const problems = [];
          for (const element of document.querySelectorAll('*')) {
            if (!known.has(element.localName)) problems.push('element ' + element.localName);
            for (const attribute of element.attributes) {
              if (/^on|^style$|^src|^action$|^formaction$/i.test(attribute.name) || (/href$/i.test(attribute.name) && !/^#|^https:\/\/identifiers\.org\/[A-Za-z.]+:[A-Za-z0-9._-]+$/.test(attribute.value))) {
                problems.push(`attribute ${attribute.name}=${attribute.value} of ${element.localName}`);
              }
            }
          }
          if (document.querySelectorAll('script:not([type])').length > 1) problems.push('a second script');
          if ('hit' in window) problems.push('something ran');
          return problems;
        }
        """;

    /// <summary>Whether nodes and words of a drawing keep clear of each other and hold their text.</summary>
    public const string Drawing = """
        () => {
          const problems = [];
          const boxOf = (kind, element) => ({ kind, x: element.x.baseVal.value, y: element.y.baseVal.value, w: element.width.baseVal.value, h: element.height.baseVal.value, name: element.parentNode.textContent.slice(0, 60) });
          const boxes = [...document.querySelectorAll('.drawing .node > .box')].map(box => boxOf('node', box));
          const words = [...document.querySelectorAll('.drawing .words > rect')].map(box => boxOf('words', box));
          const all = [...boxes, ...words];
          for (let i = 0; i < all.length; i++) {
            for (let j = i + 1; j < all.length; j++) {
              const [a, b] = [all[i], all[j]];
              if (a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h) problems.push(`${a.kind} ${a.name} covers ${b.kind} ${b.name}`);
            }
          }
          const svg = document.querySelector('.drawing .scroll > svg');
          for (const box of all) {
            if (box.x < 0 || box.y < 0 || box.x + box.w > svg.viewBox.baseVal.width || box.y + box.h > svg.viewBox.baseVal.height) problems.push(`${box.name} lies outside`);
          }
          for (const text of document.querySelectorAll('.drawing .node text, .drawing .words text')) {
            const [inner, outer] = [text.getBBox(), text.parentNode.querySelector('rect').getBBox()];
            if (inner.x < outer.x - 1 || inner.x + inner.width > outer.x + outer.width + 1) problems.push(`${text.textContent} is wider than its place by ${(inner.width - outer.width).toFixed(1)}`);
          }
          return problems;
        }
        """;
}
