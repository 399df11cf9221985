// Makes elements. Text goes in as text and never as markup; attributes are those that ours need.
const svgNames = new Set(['svg', 'path', 'rect']);
const known =
  /^(class|id|for|type|name|value|title|role|tabindex|hidden|checked|aria-[a-z]+|data-[a-z]+|autocomplete|spellcheck|viewBox|width|height|x|y|rx|d)$/;

/** Makes an element: make('p', { class: 'x' }, 'text', child). */
export function make(name, attributes = {}, ...children) {
  const element = svgNames.has(name) ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (!known.test(key)) {
      throw new TypeError(`No element of this page has the attribute ${key}.`);
    }
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? '' : String(value));
    }
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== ''));
  return element;
}

/** Text that leads to a page of identifiers.org, in a window of its own; plain text where there is no page. */
export function link(address, text) {
  if (address === null) {
    return make('span', {}, text);
  }
  if (!address.startsWith('https://identifiers.org/')) {
    throw new TypeError('No link of this page leads there.');
  }
  const anchor = make('a', { class: 'curie' }, text);
  anchor.href = address;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer';
  return anchor;
}

/** The element of an id. */
export const find = id => document.getElementById(id);

/** Puts children in place of those that are there. */
export const fill = (element, ...children) => element.replaceChildren(...children.filter(child => child !== null && child !== undefined && child !== ''));

/** A count with its word. */
export const count = (number, one, many = `${one}s`) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** Items as English lists them. */
export const list = items => items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
