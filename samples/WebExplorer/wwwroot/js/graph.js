// Shows the drawing that the server sends and lets a keyboard walk it: one stop for the Tab key, arrows from entity to entity.
import { fill, make } from './dom.js';
import { iconOf, lookOf, polarities, typeOf } from './wording.js';

// A drawing shrinks to its place as long as its text stays readable, as far as on the page of a result; then it scrolls.
const minScale = 0.74;

// Markup is parsed here alone, into a document that runs nothing. Only elements and attributes on these lists are made anew in the page.
const policy = globalThis.trustedTypes?.createPolicy('drawing', { createHTML: text => text });
const elements = new Set(['svg', 'g', 'path', 'rect', 'text', 'title']);
const attributes = new Set([
  'class', 'role', 'aria-label', 'data-paths', 'data-light', 'data-node', 'data-column', 'data-from', 'data-to',
  'viewBox', 'width', 'height', 'x', 'y', 'rx', 'd',
  'fill', 'fill-rule', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'font-weight', 'text-anchor',
]);
const heads = { affirmed: 'M33 7l-8 -4.5v9z', absent: 'M33 7l-8 -4.5v9z', contraindicated: 'M31 0v14' };

/** Shows a drawing in a place; labels say what stands on no entity of it, by index. Its name begins with what can be read on it, so that it can be spoken. */
export function showGraph(place, text, labels) {
  const svg = copy(new DOMParser().parseFromString(policy?.createHTML(text) ?? text, 'image/svg+xml').documentElement);
  const [width, height] = ['width', 'height'].map(name => Number(svg.getAttribute(name)));
  const room = place.clientWidth - 8;
  const scale = Math.min(1, Math.max(minScale, room / width));
  svg.setAttribute('width', String(Math.floor(width * scale)));
  svg.setAttribute('height', String(Math.floor(height * scale)));
  svg.setAttribute('role', 'group');
  svg.setAttribute('aria-label', `${svg.getAttribute('aria-label')}. Arrow keys move from entity to entity; Enter lights up the paths of one.`);
  for (const node of svg.querySelectorAll('.node')) {
    node.setAttribute('role', 'button');
    node.setAttribute('tabindex', '-1');
    node.setAttribute('aria-pressed', 'false');
    const texts = [...node.querySelectorAll('text')];
    const words = texts.map(text => text.textContent).join(' ');
    texts.forEach(text => text.before(' '));
    node.querySelector('title')?.remove();
    node.setAttribute('aria-label', `${words}; ${labels[Number(node.dataset.node)] ?? ''}`);
  }
  fill(place, svg);
  place.classList.toggle('wide', width * scale > room);
  rove(svg);
}

function copy(element) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', element.localName);
  for (const { name, value } of element.attributes) {
    if (attributes.has(name)) {
      made.setAttribute(name, value);
    }
  }
  for (const child of element.childNodes) {
    if (child instanceof Text) {
      made.append(child.data);
    } else if (elements.has(child.localName)) {
      made.append(copy(child));
    }
  }
  return made;
}

/** What the shapes and lines of a drawing mean. */
export const legendOf = (types, links) => [
  ...types.map(type => make('li', { class: `type ${lookOf(type)}` }, iconOf(lookOf(type)), typeOf(type))),
  ...links.map(polarity => make('li', { class: `link ${polarity}` },
    make('svg', { viewBox: '0 0 34 14', width: 34, height: 14, 'aria-hidden': 'true' },
      make('path', { class: 'line', d: 'M1 7H27' }), make('path', { class: 'head', d: heads[polarity] })),
    polarities[polarity])),
];

/** One entity takes the focus; arrows hand it on: sideways along links, up and down within a column. */
function rove(svg) {
  const nodes = [...svg.querySelectorAll('.node')].map(element => {
    const { y, height } = element.querySelector('.box');
    return { element, index: element.dataset.node, column: Number(element.dataset.column), y: y.baseVal.value + height.baseVal.value / 2 };
  });
  if (nodes.length === 0) {
    return;
  }
  const links = [...svg.querySelectorAll('.link')].map(link => [link.dataset.from, link.dataset.to]);
  const last = Math.max(...nodes.map(node => node.column));
  const columnOf = column => nodes.filter(node => node.column === column).sort((a, b) => a.y - b.y);
  const nearest = (node, others) => [...others].sort((a, b) => Math.abs(a.y - node.y) - Math.abs(b.y - node.y))[0];
  const areLinked = (node, other) => links.some(link => link.includes(node.index) && link.includes(other.index));
  const sideways = (node, step) => {
    for (let column = node.column + step; column >= 0 && column <= last; column += step) {
      const linked = nodes.filter(other => other.column === column && areLinked(node, other));
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
  const reading = [...nodes].sort((a, b) => a.column - b.column || a.y - b.y);
  const moves = {
    ArrowRight: node => sideways(node, 1), ArrowLeft: node => sideways(node, -1),
    ArrowDown: node => inColumn(node, 1), ArrowUp: node => inColumn(node, -1),
    Home: () => reading[0], End: () => reading[reading.length - 1],
  };
  const nodeOf = event => nodes.find(({ element }) => element === event.target.closest('.node'));
  const focusable = node => nodes.forEach(({ element }) => element.setAttribute('tabindex', element === node.element ? '0' : '-1'));
  focusable(reading[0]);
  svg.addEventListener('focusin', event => focusable(nodeOf(event) ?? reading[0]));
  svg.addEventListener('keydown', event => {
    const node = nodeOf(event);
    if (!node || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      node.element.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    } else if (moves[event.key]) {
      event.preventDefault();
      const target = moves[event.key](node);
      focusable(target);
      target.element.focus();
      target.element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  });
}
