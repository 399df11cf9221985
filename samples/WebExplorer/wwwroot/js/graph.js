// Draws the evidence and lets a keyboard walk it: one stop for the Tab key, arrows from entity to entity.
import { count, fill, make } from './dom.js';
import { headHeight, kindSize, layOut, lineHeight, wordHeight } from './layout.js';
import { measure, wrap } from './text.js';
import { iconOf, lookOf, polarities, shapeOf, typeOf } from './wording.js';

const heads = {
  affirmed: (x, y, d) => `M${x} ${y}l${-8 * d} -4.5v9z`,
  absent: (x, y, d) => `M${x} ${y}l${-8 * d} -4.5v9z`,
  contraindicated: (x, y, d) => `M${x - 2 * d} ${y - 7}v14`,
};

/** Draws paths into a place. */
export function drawGraph(place, paths, drawn, phrases, tagsOf) {
  const layout = layOut(paths, drawn, phrases, place.clientWidth);
  const svg = make('svg', {
    viewBox: `0 0 ${layout.width} ${layout.height}`,
    width: layout.width,
    height: layout.height,
    role: 'group',
    'aria-label': `${count(layout.nodes.length, 'entity', 'entities')} and ${count(layout.links.length, 'link')}, from the question on the left to the answers on the right. Arrow keys move from entity to entity; Enter lights up the paths of one.`,
  });
  svg.append(
    ...layout.links.map(line),
    ...layout.links.map(words),
    ...layout.nodes.map(node => box(node, tagsOf(node), layout)),
  );
  fill(place, svg);
  place.classList.toggle('wide', layout.width > place.clientWidth);
  rove(svg, layout);
  return layout;
}

/** What the shapes, lines and marks of a drawing mean. */
export function legendOf(layout) {
  const types = [...new Set(layout.nodes.map(node => node.type))].sort();
  const links = Object.keys(polarities).filter(polarity => layout.links.some(link => link.polarity === polarity));
  return [
    make('li', {}, make('span', { class: 'swatch start', 'aria-hidden': 'true' }), 'from the question'),
    make('li', {}, make('span', { class: 'swatch end', 'aria-hidden': 'true' }), 'of an answer'),
    ...types.map(type => make('li', { class: `type ${lookOf(type)}` }, iconOf(lookOf(type)), typeOf(type))),
    ...links.map(polarity => make('li', { class: `link ${polarity}` },
      make('svg', { viewBox: '0 0 34 14', width: 34, height: 14, 'aria-hidden': 'true' },
        make('path', { class: 'line', d: 'M1 7H27' }), make('path', { class: 'head', d: heads[polarity](33, 7, 1) })),
      polarities[polarity])),
  ];
}

function line(link) {
  const paths = link.paths.join(' ');
  return make('g', { class: `link ${link.polarity}`, 'data-paths': paths, 'data-light': paths },
    make('title', {}, `${link.from.name} ${link.phrase} ${link.to.name}`),
    make('path', { class: 'reach', d: link.line }),
    make('path', { class: 'line', d: link.line }),
    make('path', { class: 'head', d: heads[link.polarity](link.head.x, link.head.y, link.head.direction) }));
}

function words(link) {
  const paths = link.paths.join(' ');
  const height = link.words.length * wordHeight;
  const top = link.wordsAt.y - height / 2;
  return make('g', { class: `words ${link.polarity}`, 'data-paths': paths, 'data-light': paths },
    make('rect', { x: link.wordsAt.x - link.wordsWidth / 2, y: top - 1, width: link.wordsWidth, height: height + 2, rx: 3 }),
    ...link.words.map((text, i) => make('text', { x: link.wordsAt.x, y: top + (i + 0.78) * wordHeight }, text)));
}

function box(node, tags, layout) {
  const look = lookOf(node.type);
  const paths = node.paths.join(' ');
  const top = node.y - node.height / 2;
  const tag = tags.join(', ');
  const room = node.width - 36;
  const isTight = measure(typeOf(node.type), kindSize) + measure(tag, kindSize, 600) + 10 > room;
  const shown = tag === '' ? '' : wrap(isTight ? tag.replace(/options? /, '') : tag, room * 0.62, kindSize, 1, 600)[0];
  const kind = wrap(typeOf(node.type), Math.max(30, room - (shown === '' ? 0 : measure(shown, kindSize, 600) + 10)), kindSize, 1)[0];
  return make('g', {
    class: `node type ${look}${node.isStart ? ' start' : ''}${node.isEnd ? ' end' : ''}`,
    role: 'button',
    tabindex: -1,
    'aria-pressed': 'false',
    'aria-label': `${node.name || node.id}, ${typeOf(node.type)}${tag === '' ? '' : `, ${tag}`}; ${node.paths.length === 1 ? 'path' : 'paths'} ${node.paths.map(path => path + 1).join(', ')}`,
    'data-paths': paths,
    'data-light': paths,
    'data-node': String(layout.nodes.indexOf(node)),
  },
    make('rect', { class: 'box', x: node.x, y: top, width: node.width, height: node.height, rx: 8 }),
    node.isStart ? make('path', { class: 'edge', d: `M${node.x + 2.5} ${top + 8}v${node.height - 16}` }) : null,
    node.isEnd ? make('path', { class: 'edge', d: `M${node.x + node.width - 2.5} ${top + 8}v${node.height - 16}` }) : null,
    shapeOf(look, node.x + 11, top + 9),
    make('text', { class: 'kind', x: node.x + 26, y: top + 18 }, kind),
    shown === '' ? null : make('text', { class: 'tag', x: node.x + node.width - 11, y: top + 18 }, shown),
    ...node.lines.map((text, i) => make('text', { class: 'name', x: node.x + 11, y: top + headHeight + (i + 0.74) * lineHeight }, text)));
}

/** One entity takes the focus; arrows hand it on: sideways along links, up and down within a column. */
function rove(svg, layout) {
  const boxes = [...svg.querySelectorAll('.node')];
  if (boxes.length === 0) {
    return;
  }
  const columnOf = column => layout.nodes.filter(node => node.column === column).sort((a, b) => a.y - b.y);
  const nearest = (node, others) => [...others].sort((a, b) => Math.abs(a.y - node.y) - Math.abs(b.y - node.y))[0];
  const neighbors = node => layout.links.flatMap(link => link.from === node ? [link.to] : link.to === node ? [link.from] : []);
  const sideways = (node, step) => {
    for (let column = node.column + step; column >= 0 && column < layout.columns; column += step) {
      const linked = neighbors(node).filter(other => other.column === column);
      const target = nearest(node, linked.length > 0 ? linked : columnOf(column));
      if (target) {
        return target;
      }
    }
    return node;
  };
  const inColumn = (node, step) => {
    const column = columnOf(node.column);
    return column[Math.min(Math.max(column.indexOf(node) + step, 0), column.length - 1)];
  };
  const reading = [...layout.nodes].sort((a, b) => a.column - b.column || a.y - b.y);
  const moves = {
    ArrowRight: node => sideways(node, 1), ArrowLeft: node => sideways(node, -1),
    ArrowDown: node => inColumn(node, 1), ArrowUp: node => inColumn(node, -1),
    Home: () => reading[0], End: () => reading[reading.length - 1],
  };
  const focusable = node => boxes.forEach((element, i) => element.setAttribute('tabindex', layout.nodes[i] === node ? '0' : '-1'));
  focusable(reading[0]);
  svg.addEventListener('focusin', event => focusable(layout.nodes[boxes.indexOf(event.target.closest('.node'))] ?? reading[0]));
  svg.addEventListener('keydown', event => {
    const node = layout.nodes[boxes.indexOf(event.target.closest('.node'))];
    if (!node || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.target.closest('.node').dispatchEvent(new MouseEvent('click', { bubbles: true }));
    } else if (moves[event.key]) {
      event.preventDefault();
      const target = boxes[layout.nodes.indexOf(moves[event.key](node))];
      focusable(layout.nodes[boxes.indexOf(target)]);
      target.focus();
      target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  });
}
