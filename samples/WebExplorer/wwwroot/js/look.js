// Looks around in the graph: nodes by name, and the edges of a node, with what their sources state.
import { curie } from './curies.js';
import { fill, find, make } from './dom.js';
import { iconOf, lookOf, typeOf } from './wording.js';

/** Sends a request to the server, and gives its answer or throws what it says. */
export async function send(path, body) {
  const response = await fetch(`api/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  }).catch(() => {
    throw new Error('The server cannot be reached.');
  });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `The server answered ${response.status}.`);
  }
  return response;
}

/** What sources state of an edge: null where the graph says nothing. */
export function statementsOf({ sources = [], publications = [], more = 0, frequency = null }) {
  const parts = [
    sources.length > 0 ? ['source: ', sources.join(', ')] : null,
    frequency ? ['frequency: ', frequency] : null,
    publications.length > 0
      ? ['publications: ', ...publications.flatMap((one, i) => [i > 0 ? ', ' : '', curie(one)]), more > 0 ? ` and ${more} more` : ''] : null,
  ].filter(Boolean);
  return parts.length === 0 ? null : make('span', { class: 'stated muted small' }, ...parts.flatMap((part, i) => [i > 0 ? '; ' : ' ', ...part]));
}

/** A node with a button that lists its edges below it. */
export function nodeEntry(node) {
  const edges = make('div', { class: 'edges' });
  const button = make('button', { type: 'button', class: 'quiet', 'aria-expanded': 'false' }, 'Expand');
  button.setAttribute('aria-label', `Expand ${node.name || node.id}`);
  button.addEventListener('click', () => toggle(node, button, edges));
  return make('div', { class: 'entry' },
    make('p', { class: `type ${lookOf(node.type)}` },
      iconOf(lookOf(node.type)), ' ', make('strong', {}, node.name || node.id), make('span', { class: 'muted' }, ` ${typeOf(node.type)}, `), curie(node.id), ' ', button),
    edges);
}

async function toggle(node, button, place) {
  const isOpen = button.getAttribute('aria-expanded') === 'true';
  button.setAttribute('aria-expanded', String(!isOpen));
  if (isOpen) {
    fill(place);
    return;
  }
  fill(place, make('p', { class: 'muted' }, 'Asking the graph.'));
  try {
    const { edges, is_truncated: isCut } = await (await send('neighbors', { node: node.id })).json();
    fill(place,
      make('ul', { class: 'links' }, ...edges.map(edge => {
        const other = edge.source === node.id ? edge.target : edge.source;
        return make('li', {}, edge.statement, ' (', curie(other), ')', statementsOf({
          sources: edge.knowledge_sources, publications: edge.publications, more: edge.more_publications, frequency: edge.frequency,
        }));
      })),
      edges.length === 0 ? make('p', { class: 'muted' }, 'The graph has no edge of it.') : null,
      isCut ? make('p', { class: 'muted' }, 'The graph has more edges of it than these.') : null);
  } catch (problem) {
    fill(place, make('p', { class: 'error' }, problem.message));
  }
}

/** Lets a reader search the graph; calls back with the ids that were found. */
export function offerSearch(onFound) {
  find('seek-form').addEventListener('submit', async event => {
    event.preventDefault();
    const text = find('seek').value.trim().toWellFormed();
    if (text === '') {
      fill(find('found'), make('p', { class: 'muted' }, 'Write a name, or a sentence that holds some.'));
      return;
    }
    try {
      const { entities, similar = [] } = await (await send('entities', { text })).json();
      const nodes = [...new Map([...entities.map(entity => entity.node), ...similar].map(node => [node.id, node])).values()];
      fill(find('found'),
        make('p', { class: 'muted' }, nodes.length === 0 ? 'The graph knows no such name.' : entities.length === 0 ? 'No such name; these are like it.' : null),
        ...nodes.map(nodeEntry));
      onFound(new Set(nodes.map(node => node.id)));
    } catch (problem) {
      fill(find('found'), make('p', { class: 'error' }, problem.message));
    }
  });
}
