// Puts the page together: the form asks, the server streams, the result grows.
import { count, find } from './dom.js';
import { QuestionForm } from './form.js';
import { ResultView } from './result.js';
import { readEvents } from './stream.js';
import { Phrases } from './wording.js';

const firstSample = 1;
const result = new ResultView();
const form = new QuestionForm(ask);
let phrases = null;
let running = null;

find('stop').addEventListener('click', () => running?.abort());
await Promise.all([loadGraph(), loadSamples()]).catch(() => form.showError('The server does not answer. Load the page again.'));

async function loadGraph() {
  const graph = await (await fetch('api/graph')).json();
  phrases = new Phrases(graph.relations);
  find('graph').textContent = `${graph.name}: ${count(graph.node_count, 'entity', 'entities')}, ${count(graph.edge_count, 'link')}.`;
}

async function loadSamples() {
  form.offer(await (await fetch('api/questions')).json(), firstSample);
}

async function ask(request) {
  running?.abort();
  const run = running = new AbortController();
  form.clearErrors();
  find('go').setAttribute('aria-busy', 'true');
  try {
    const response = await fetch('api/explain', {
      method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: JSON.stringify(request), signal: run.signal,
    });
    if (!response.ok) {
      await refuse(response);
      return;
    }
    if (!phrases) {
      await loadGraph();
    }
    result.begin(request, phrases);
    find('ask').open = false;
    find('result-title').focus();
    for await (const event of readEvents(response)) {
      if (run !== running) {
        return;
      }
      result.take(event);
    }
    if (!result.isDone) {
      result.interrupt('interrupted', 'bad', 'The connection ended before the outcome.');
    }
  } catch {
    if (run === running && !find('result').hidden && !result.isDone) {
      result.interrupt(...(run.signal.aborted ? ['stopped', 'warn', 'You stopped the work.'] : ['interrupted', 'bad', 'The connection was lost before the outcome.']));
    } else if (run === running && !run.signal.aborted) {
      form.showError('The server cannot be reached.');
    }
  } finally {
    find('go').removeAttribute('aria-busy');
  }
}

async function refuse(response) {
  const problem = await response.json().catch(() => ({}));
  if (problem.errors) {
    form.showErrors(problem.errors);
    return;
  }
  const wait = response.headers.get('retry-after');
  form.showError(`${problem.detail ?? problem.title ?? `The server answered ${response.status}.`}${wait ? ` Try again in ${count(Number(wait), 'second')}.` : ''}`);
}
