// Puts the page together: the form asks, the server streams, the result grows.
import { count, find } from './dom.js';
import { addressOf, questionOf, save } from './downloads.js';
import { QuestionForm } from './form.js';
import { offerSearch, send } from './look.js';
import { ResultView } from './result.js';
import { readEvents } from './stream.js';
import { Phrases } from './wording.js';

const firstSample = 1;
const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));
const result = new ResultView();
const form = new QuestionForm(ask);
let phrases = null;
let running = null;

find('stop').addEventListener('click', () => running?.abort());
const loaded = await Promise.allSettled([loadGraph(), loadSamples()]);
const problems = new Set(loaded.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.message));
if (problems.size > 0) {
  form.showError([...problems].join(' '));
}

offerSearch(ids => result.markFound(ids));
find('save-json').addEventListener('click', () => keep('result.json', () => new Blob([JSON.stringify(result.reply, null, 2)], { type: 'application/json' })));
find('save-svg').addEventListener('click', () => keep('evidence.svg', () => new Blob([result.drawing], { type: 'image/svg+xml' })));
find('save-html').addEventListener('click', () => keep('result.html', async () => (await send('page', result.reply)).blob()));
addEventListener('hashchange', open);
open();

/** Asks the question that the address holds. */
function open() {
  const request = questionOf(location.hash);
  if (request) {
    form.show(request);
    ask(form.read());
  }
}

async function keep(name, make) {
  try {
    save(name, await make());
    find('kept').textContent = `${name} was saved.`;
  } catch (problem) {
    find('kept').textContent = problem.message;
  }
}

async function load(address, what) {
  let response;
  do {
    response = await fetch(address).catch(() => {
      throw new Error('The server does not answer. Load the page again.');
    });
    if (response.status === 503) {
      find('graph').textContent = 'The graph is being prepared.';
      await wait(1_000);
    }
  } while (response.status === 503);
  if (!response.ok) {
    throw new Error(`The server did not send ${what}: it answered ${response.status}.`);
  }
  return response.json();
}

async function loadGraph() {
  const graph = await load('api/graph', 'its graph');
  phrases = new Phrases(graph.relations);
  find('graph').textContent = `${graph.name}: ${count(graph.node_count, 'entity', 'entities')}, ${count(graph.edge_count, 'link')}.`;
}

async function loadSamples() {
  form.offer(await load('api/questions', 'its samples'), firstSample);
}

async function ask(request) {
  running?.abort();
  if (isWorking()) {
    result.interrupt('stopped', 'warn', 'Another question took its place.');
  }
  const run = running = new AbortController();
  form.clearErrors();
  find('go').setAttribute('aria-busy', 'true');
  try {
    const response = await fetch('api/explain', {
      method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: JSON.stringify(request), signal: run.signal,
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      if (run === running) {
        refuse(response, problem);
      }
      return;
    }
    if (!phrases) {
      // Without the phrases of the graph the types of relations are shown, and the outcome gives the reason.
      await loadGraph().catch(() => {});
    }
    if (run !== running) {
      return;
    }
    result.begin(request, phrases ?? new Phrases([]));
    find('permalink').setAttribute('href', addressOf(request));
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
    if (run === running && isWorking()) {
      result.interrupt(...(run.signal.aborted
        ? ['stopped', 'warn', 'You stopped the work.']
        : ['interrupted', 'bad', 'The connection was lost before the outcome.']));
    } else if (run === running && !run.signal.aborted) {
      form.showError('The server cannot be reached.');
    }
  } finally {
    if (run === running) {
      find('go').removeAttribute('aria-busy');
    }
  }
}

function isWorking() {
  return !find('result').hidden && !result.isDone;
}

function refuse(response, problem) {
  if (problem.path) {
    form.showFault(problem.path, problem.detail.slice(problem.path.length + 2));
    return;
  }
  const pause = response.headers.get('retry-after');
  const again = pause ? ` Try again in ${count(Number(pause), 'second')}.` : '';
  form.showError(`${problem.detail ?? problem.title ?? `The server answered ${response.status}.`}${again}`);
}
