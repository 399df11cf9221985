// The result, as it grows: each event adds to it.
import { curie } from './curies.js';
import { count, fill, find, list, make } from './dom.js';
import { legendOf, showGraph } from './graph.js';
import { Lights, pathsOf } from './lights.js';
import { nodeEntry, statementsOf } from './look.js';
import { assertions, iconOf, lookOf, polarities, supports, typeOf } from './wording.js';

const stages = [['extract', 'Entities'], ['link', 'Links'], ['search', 'Paths'], ['rank', 'Evidence'], ['write', 'Chain'], ['verify', 'Verdict']];
const outcomes = { accepted: ['✓ accepted', 'good'], rejected: ['✕ rejected', 'warn'], failed: ['✕ failed', 'bad'] };
const wholeLinks = new Set(['exact', 'synonym']);
const share = value => `${(value * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`;

export class ResultView {
  #lights = new Lights(find('result'));
  #phrases = null;
  #request = null;
  #links = [];
  #paths = [];
  #cited = [];
  #numbers = [];
  #references = new Map();
  #found = new Set();
  #evidenceSet = null;
  #chain = null;
  #verdict = null;
  #drawings = null;
  #drawn = [];
  #nodes = [];
  #width = 0;

  constructor() {
    this.#lights.onPin(source => this.#showDetail(source));
    find('more').addEventListener('change', () => this.#draw());
    new ResizeObserver(() => {
      if (this.#drawings && find('drawing').clientWidth !== this.#width) {
        this.#draw();
      }
    }).observe(find('drawing'));
  }

  /** Whether the last event has come. */
  isDone = false;

  /** What the last event held; null before it. */
  reply = null;

  /** The drawing that is shown, as the server sent it. */
  get drawing() {
    return find('more').checked ? this.#drawings.all : this.#drawings.cited;
  }

  /** Marks the entities of the drawing that a search found. */
  markFound(ids) {
    this.#found = ids;
    for (const element of find('drawing').querySelectorAll('.node')) {
      element.classList.toggle('found', ids.has(this.#nodes[Number(element.dataset.node)]?.id));
    }
  }

  /** Makes room for a new question. */
  begin(request, phrases) {
    this.#request = request;
    this.#phrases = phrases;
    [this.#links, this.#paths, this.#cited, this.#drawn, this.#nodes] = [[], [], [], [], []];
    [this.#evidenceSet, this.#chain, this.#verdict, this.#drawings] = [null, null, null, null];
    [this.#numbers, this.#references, this.reply] = [[], new Map(), null];
    this.isDone = false;
    find('grade').textContent = '';
    find('kept').textContent = '';
    for (const id of ['read', 'evidence', 'reasoning', 'contrast', 'verdict', 'more-field', 'answer-link', 'keep']) {
      find(id).hidden = true;
    }
    for (const id of ['draft', 'steps', 'compared', 'measures', 'findings', 'provenance', 'drawing', 'legend', 'paths']) {
      fill(find(id));
    }
    this.#lights.renew();
    find('more').checked = false;
    find('conclusion').hidden = true;
    find('provisional').hidden = false;
    find('stop').hidden = false;
    find('result').hidden = false;
    find('result').setAttribute('aria-busy', 'true');
    fill(find('stages'), ...stages.map(([stage, name]) => make('li', { 'data-stage': stage },
      make('span', { class: 'name' }, name), make('span', { class: 'came' }, '–'))));
    find('result-title').textContent = request.mode === 'answer' ? 'Finding the answer' : 'Explaining the answer';
    this.#badge('', '');
    this.#report('Waiting for the server.');
  }

  /** Takes an event. */
  take({ type, data }) {
    const take = {
      started: () => this.#started(data), stage: () => this.#stage(data), text: () => this.#wrote(data.text), result: () => this.#ended(data),
    }[type];
    take?.();
  }

  #stage({ stage, links, search, evidence, chain, verdict, drawing }) {
    this.#staged(stage);
    if (links) {
      this.#entities(links);
    }
    if (search) {
      this.#searched(search);
    }
    if (evidence) {
      this.#evidence(evidence, drawing);
    }
    if (chain) {
      this.#chained(chain, drawing);
    }
    if (verdict) {
      this.#judged(verdict);
    }
  }

  /** Reports an end without an outcome. */
  interrupt(badge, look, sentence) {
    this.isDone = true;
    find('stop').hidden = true;
    find('result').setAttribute('aria-busy', 'false');
    find('result-title').textContent = 'No outcome';
    find('stages').querySelector('.now')?.classList.remove('now');
    this.#badge(badge, look);
    this.#report(sentence);
  }

  #report(text) {
    find('status').textContent = text;
  }

  #badge(text, look) {
    find('badge').textContent = text;
    find('badge').className = `badge ${look}`;
  }

  #came(stage, text) {
    find('stages').querySelector(`[data-stage=${stage}] .came`).textContent = text;
  }

  #started({ ask, seeks }) {
    find('stages').firstElementChild.classList.add('now');
    const kind = ask === 'except' ? 'the exception' : { contraindicated: 'what is to be avoided', absent: 'what is absent' }[seeks] ?? 'what holds';
    this.#report(`Reading. The question asks for ${kind}.`);
  }

  #staged(stage) {
    const item = find('stages').querySelector(`[data-stage=${stage}]`);
    item.classList.remove('now');
    item.classList.add('done');
    item.nextElementSibling?.classList.add('now');
    if (stage === 'extract') {
      this.#came('extract', 'read');
    }
  }

  #entities(links) {
    this.#links = links;
    const linked = links.filter(link => link.node).length;
    this.#came('extract', count(links.length, 'mention'));
    this.#came('link', `${linked} in the graph`);
    this.#report(`${count(links.length, 'mention')} found, ${linked} of them in the graph.`);
    find('read').hidden = false;
    this.#mark();
    const isAnswer = ({ mention }) => mention.role === 'answer' || (mention.role === 'option' && mention.option_label === this.#request.answer);
    const answers = [...new Map(links.filter(isAnswer).map(link => [link.node?.id ?? link.mention.text, link])).values()];
    find('answer-link').hidden = answers.length === 0;
    fill(find('answer-link'), 'The answer in the graph: ', ...answers.flatMap((link, i) => [i > 0 ? '; ' : null, this.#linkOf(link)]));
  }

  /** What a node is to the words that it was found by: kind and coverage. */
  #linkOf({ mention, node, relation, coverage }) {
    if (!node) {
      return make('span', { class: 'warn' }, `“${mention.text}” is not in it`);
    }
    const isWhole = (!relation || wholeLinks.has(relation)) && (coverage === undefined || coverage >= 1);
    const kind = [relation, coverage === undefined ? null : `covers ${share(Math.min(1, coverage))} of the words`].filter(Boolean).join(', ');
    return make('span', { class: isWhole ? null : 'warn' }, node.name || node.id, ' (', curie(node.id), kind === '' ? '' : `, ${kind}`, ')');
  }

  #mark() {
    fill(find('marked'), ...this.#marked(this.#request.question, link => link.mention.role === 'question'));
    const said = [...new Set(this.#links.filter(link => link.mention.role === 'question').map(link => link.node ? link.mention.assertion : 'unlinked'))];
    const types = [...new Set(this.#links.filter(link => link.node && link.mention.role === 'question').map(link => link.node.type))].sort();
    fill(find('assertions'),
      ...types.map(type => make('li', { class: `type ${lookOf(type)}` }, iconOf(lookOf(type)), typeOf(type))),
      said.includes('absent') ? make('li', {}, make('mark', { class: 'entity absent' }, 'name'), 'denied: no argument starts there') : null,
      said.includes('unlinked') ? make('li', {}, make('mark', { class: 'entity unlinked' }, 'name'), 'not in the graph') : null);
  }

  /** Text with its mentions marked; where two overlap the first, longer one stands. */
  #marked(text, belongs) {
    const links = this.#links.filter(belongs)
      .filter(({ mention }) => mention.start >= 0 && mention.start < mention.end && mention.end <= text.length)
      .sort((a, b) => a.mention.start - b.mention.start || b.mention.end - a.mention.end);
    const parts = [];
    let at = 0;
    for (const { mention, node } of links) {
      if (mention.start < at) {
        continue;
      }
      parts.push(text.slice(at, mention.start));
      const paths = node ? this.#pathsOf(node.id).join(' ') : '';
      const word = assertions[mention.assertion];
      parts.push(make('mark', {
        class: node ? `entity type ${lookOf(node.type)} ${mention.assertion}` : 'entity unlinked',
        title: node ? `${node.name}: ${typeOf(node.type)}, ${node.id}` : 'not in the graph',
        'data-paths': paths === '' ? null : paths,
        'data-light': paths === '' ? null : paths,
        ...(paths === '' ? {} : { role: 'button', tabindex: 0, 'aria-pressed': 'false' }),
      }, text.slice(mention.start, mention.end), word ? make('span', { class: 'tag' }, word) : null));
      at = mention.end;
    }
    parts.push(text.slice(at));
    return parts;
  }

  #pathsOf(id) {
    return this.#paths.flatMap(({ path }, index) => path.nodes.some(node => node.id === id) ? [index] : []);
  }

  #nameOf(id) {
    return this.#links.find(link => link.node?.id === id)?.node.name ?? this.#paths.flatMap(({ path }) => path.nodes).find(node => node.id === id)?.name ?? id;
  }

  #searched({ pairs, found, paths }) {
    this.#came('search', `${paths.toLocaleString('en')} found`);
    this.#report(`${count(paths, 'path')} found; ${found} of ${count(pairs, 'pair')} of entities are joined.`);
  }

  #evidence(evidence, drawing) {
    const { paths, grade, references = [] } = evidence;
    this.#paths = paths;
    this.#evidenceSet = evidence;
    this.#numbers = paths.map((_, index) => index + 1);
    this.#refer(references);
    if (grade) {
      find('grade').textContent = `evidence: ${grade}`;
      find('grade').className = `badge ${grade === 'supporting' || grade === 'discriminating' ? 'good' : 'warn'}`;
    }
    this.#drawings = drawing ? { all: drawing, cited: drawing } : null;
    this.#cited = paths.map((_, index) => index);
    this.#came('rank', `${paths.length} chosen`);
    this.#report(`${count(paths.length, 'path')} chosen as evidence.`);
    find('evidence').hidden = false;
    this.#mark();
    this.#listPaths();
    this.#draw();
    this.#compare();
  }

  /** What sources state, by edge. */
  #refer(references) {
    this.#references = new Map(references.map(edge => [JSON.stringify([edge.source, edge.relation, edge.target]), edge.attributes ?? []]));
  }

  /** The paths in the order of their numbers: as the text of the chain numbers them, then those that no step cites. */
  #listPaths() {
    const order = this.#paths.map((_, index) => index).sort((a, b) => this.#numbers[a] - this.#numbers[b]);
    fill(find('paths'), ...order.map(index => this.#pathInWords(index, this.#cite(index))));
  }

  #pathInWords(index, mark) {
    const { path, stance, option_label: option, score } = this.#paths[index];
    const words = [];
    path.nodes.forEach((node, i) => {
      if (i > 0) {
        const polarity = ['contraindicated', 'absent'].find(one => path.hops[i - 1].some(relation => relation.polarity === one)) ?? 'affirmed';
        words.push(make('span', { class: `hop ${polarity}` }, ` ${this.#phrases.ofHop(path.hops[i - 1])} `));
      }
      words.push(make('span', { class: `name type ${lookOf(node.type)}` }, node.name || node.id));
    });
    const purpose = `${stance === 'opposes' ? 'speaks against' : 'speaks for'} ${option ? `option ${option}` : 'the answer'}, score ${score.toFixed(2)}`;
    return make('li', { class: 'path', 'data-paths': index }, mark, make('p', {}, ...words, make('span', { class: 'muted small' }, ` ${purpose}`)));
  }

  #cite(index) {
    const attributes = { type: 'button', class: 'cite', 'data-light': index, 'aria-pressed': 'false', 'aria-label': `Path ${this.#numbers[index]}: light it up` };
    return make('button', attributes, String(this.#numbers[index]));
  }

  #draw() {
    if (!this.#drawings) {
      find('evidence').hidden = true;
      return;
    }
    const isAll = find('more').checked || this.#cited.length === 0;
    this.#drawn = isAll ? this.#paths.map((_, index) => index) : [...this.#cited].sort((a, b) => a - b);
    this.#nodes = [...new Map(this.#drawn.flatMap(index => this.#paths[index].path.nodes).map(node => [node.id, node])).values()];
    this.#width = find('drawing').clientWidth;
    showGraph(find('drawing'), isAll ? this.#drawings.all : this.#drawings.cited, this.#nodes.map(node => this.#labelOf(node)));
    this.#lights.renew();
    this.markFound(this.#found);
    const links = new Set(this.#drawn.flatMap(index => this.#paths[index].path.hops).flat().map(relation => relation.polarity));
    fill(find('legend'), ...legendOf([...new Set(this.#nodes.map(node => node.type))].sort(), Object.keys(polarities).filter(polarity => links.has(polarity))));
    const left = this.#paths.length - this.#cited.length;
    find('more-field').hidden = left === 0 || this.#cited.length === 0;
    find('more-words').textContent = `also the ${count(left, 'path')} that no step cites`;
  }

  #labelOf(node) {
    const starts = this.#drawn.some(index => this.#paths[index].path.nodes[0].id === node.id);
    const said = starts ? this.#links.find(link => link.node?.id === node.id && link.mention.role === 'question')?.mention.assertion : null;
    const ending = this.#paths.filter(({ path, option_label: option }) => option && path.nodes[path.nodes.length - 1].id === node.id);
    const options = [...new Set(ending.map(path => path.option_label))].sort();
    const paths = this.#pathsOf(node.id).filter(index => this.#drawn.includes(index)).map(index => this.#numbers[index]).sort((a, b) => a - b);
    const tags = [assertions[said], options.length > 0 ? `${options.length > 1 ? 'options' : 'option'} ${list(options)}` : null].filter(Boolean);
    return `${tags.map(tag => `${tag}; `).join('')}${paths.length === 1 ? 'path' : 'paths'} ${paths.join(', ')}`;
  }

  #showDetail(source) {
    const node = source?.dataset.node === undefined ? null : this.#nodes[Number(source.dataset.node)];
    if (source?.dataset.from !== undefined) {
      const [from, to] = [this.#nodes[Number(source.dataset.from)], this.#nodes[Number(source.dataset.to)]];
      fill(find('detail'), make('ul', { class: 'links' }, ...this.#edgesBetween(from, to).map(edge => this.#edgeEntry(edge))));
      return;
    }
    if (!node) {
      const paths = pathsOf(source);
      fill(find('detail'), ...(paths.length > 0
        ? [make('ol', {}, ...paths.map(index => this.#pathInWords(index, make('strong', {}, String(this.#numbers[index])))))]
        : [make('p', { class: 'muted' }, 'Choose an entity or a link to see what the evidence says of it, or a step to see what it rests on.')]));
      return;
    }
    const mentions = this.#links.filter(link => link.node?.id === node.id).map(({ mention }) => {
      const place = mention.role === 'option' ? `option ${mention.option_label}` : `the ${mention.role}`;
      return `“${mention.text}” in ${place}${assertions[mention.assertion] ? `, ${assertions[mention.assertion]}` : ''}`;
    });
    const said = [...new Set(mentions)];
    fill(find('detail'),
      nodeEntry(node),
      said.length > 0 ? make('p', { class: 'muted' }, `Said as ${list(said)}.`) : null,
      make('ul', { class: 'links' }, ...this.#edgesOf(node).map(edge => this.#edgeEntry(edge))));
  }

  /** The edges of the drawing that are wanted, each once, from source to target. */
  #edges(isWanted) {
    const edges = new Map();
    for (const { nodes, hops } of this.#drawn.map(index => this.#paths[index].path)) {
      hops.forEach((hop, i) => {
        if (isWanted(nodes[i].id, nodes[i + 1].id)) {
          for (const { relation, forward, polarity } of hop) {
            const [source, target] = forward ? [nodes[i], nodes[i + 1]] : [nodes[i + 1], nodes[i]];
            edges.set(JSON.stringify([source.id, relation, target.id]), { source, relation, target, polarity });
          }
        }
      });
    }
    return [...edges].map(([key, edge]) => ({ ...edge, key }));
  }

  #edgesOf(node) {
    return this.#edges((one, other) => one === node.id || other === node.id);
  }

  #edgesBetween(from, to) {
    return this.#edges((one, other) => (one === from.id && other === to.id) || (one === to.id && other === from.id));
  }

  /** An edge in words, with what its sources state. */
  #edgeEntry({ key, source, relation, target, polarity }) {
    const attributes = this.#references.get(key) ?? [];
    const listOf = name => [...new Set(attributes.flatMap(one => one[name] ?? []))];
    return make('li', {},
      `${source.name || source.id} ${this.#phrases.of(relation, true)} ${target.name || target.id}`,
      polarity === 'affirmed' ? null : make('span', { class: `badge ${polarity === 'absent' ? 'warn' : 'bad'}` }, polarities[polarity]),
      statementsOf({ sources: listOf('sources'), publications: listOf('publications'), frequency: attributes.find(one => one.frequency)?.frequency }));
  }

  #compare() {
    const { contrast: options, favored_label: favored, contested_by: contested } = this.#evidenceSet;
    if (options.length === 0) {
      return;
    }
    find('contrast').hidden = false;
    find('lean').textContent = `By itself the graph leans to ${favored ?? 'no option'}.${contested ? ` It argues more strongly for ${contested} than for the answer.` : ''}`;
    const greatest = Math.max(...options.map(option => option.score), 1e-9);
    fill(find('compared'), ...options.map(option => this.#option(option, greatest)));
  }

  #option(option, greatest) {
    const { label, support, score, supporting_paths: supporting = [], opposing_paths: opposing = [] } = option;
    const { distinct_nodes: distinct = [], combined_labels: combined = [] } = option;
    const text = this.#request.options.find(option => option.label === label)?.text ?? '';
    const [word, look] = supports[support];
    const isRight = this.#request.answer === label;
    const links = this.#links.filter(link => link.mention.role === 'option' && link.mention.option_label === label);
    const isReached = this.#chain?.answer_label === label;
    const role = isRight && isReached ? 'right, and reached' : isRight ? 'right' : isReached ? 'reached' : '';
    const facts = [
      links.length > 0 ? ['in the graph', links.flatMap((link, i) => [i > 0 ? '; ' : '', this.#linkOf(link)])] : null,
      supporting.length > 0 ? ['for', supporting.map(index => this.#cite(index))] : null,
      opposing.length > 0 ? ['against', opposing.map(index => this.#cite(index))] : null,
      distinct.length > 0 ? ['set apart by', [list(distinct.map(id => this.#nameOf(id)))]] : null,
      combined.length > 0 ? ['stands for', [list(combined)]] : null,
      support === 'no_evidence' ? ['', ['Nothing in the graph joins it to the question. That is no evidence of absence.']] : null,
      support === 'not_linked' ? ['', ['The graph does not know it, so nothing can be said.']] : null,
    ].filter(Boolean);
    return make('li', { class: isRight || isReached ? 'chosen' : null },
      make('div', { class: 'headline' },
        make('p', {},
          make('strong', { class: 'label' }, label), ' ',
          ...this.#marked(text, link => link.mention.role === 'option' && link.mention.option_label === label)),
        role === '' ? null : make('span', { class: 'badge accent' }, role),
        make('span', { class: `badge ${look}` }, word)),
      score > 0 ? make('div', { class: 'strength' },
        make('svg', { viewBox: '0 0 160 6', width: 160, height: 6, 'aria-hidden': 'true' },
          make('rect', { class: 'track', x: 0, y: 0, width: 160, height: 6, rx: 3 }),
          make('rect', { class: 'bar', x: 0, y: 0, width: Math.max(6, 160 * score / greatest), height: 6, rx: 3 })),
        make('span', { class: 'muted small' }, `strength ${score.toFixed(3)}`)) : null,
      ...facts.map(([name, values]) => make('p', { class: 'small' }, name === '' ? null : make('span', { class: 'muted' }, `${name} `), ...values)));
  }

  #wrote(text) {
    find('reasoning').hidden = false;
    find('draft').append(text);
    this.#report('The chain is being written.');
  }

  #chained(chain, drawing) {
    this.#chain = chain;
    this.#drawings = drawing && this.#drawings ? { ...this.#drawings, cited: drawing } : this.#drawings;
    this.#cited = [...new Set(chain.steps.flatMap(step => step.path_indexes))].filter(index => index in this.#paths);
    const order = [...this.#cited, ...this.#paths.map((_, index) => index).filter(index => !this.#cited.includes(index))];
    order.forEach((index, i) => {
      this.#numbers[index] = i + 1;
    });
    this.#listPaths();
    this.#came('write', count(chain.steps.length, 'step'));
    this.#report(`${count(chain.steps.length, 'step')} written, provisional until the verdict.`);
    find('reasoning').hidden = false;
    fill(find('draft'));
    this.#writeSteps();
    find('conclusion').hidden = !chain.conclusion;
    find('conclusion').textContent = chain.conclusion ?? '';
    if (this.#evidenceSet) {
      this.#compare();
    }
    this.#draw();
  }

  #writeSteps() {
    find('reasoning').classList.toggle('provisional', this.#verdict === null);
    fill(find('steps'), ...this.#chain.steps.map((step, index) => this.#step(step, index)));
  }

  #step(step, index) {
    const cited = [...new Set(step.path_indexes)].filter(path => path in this.#paths);
    const paths = cited.join(' ');
    return make('li', { class: `step${cited.length === 0 ? ' plain' : ''}`, 'data-paths': paths, 'data-light': cited.length > 0 ? paths : null },
      cited.length > 0
        ? make('button', {
          type: 'button', class: 'ordinal', 'data-light': paths, 'aria-pressed': 'false', 'aria-label': `Step ${index + 1}: light up what it cites`,
        }, String(index + 1))
        : make('span', { class: 'ordinal' }, String(index + 1)),
      make('div', {},
        make('p', {}, step.text, ' ', ...cited.map(path => this.#cite(path))),
        make('div', { class: 'checks' }, ...this.#checks(step, index, cited))));
  }

  #checks(step, index, cited) {
    const findings = (this.#verdict?.findings ?? []).filter(finding => finding.step === index);
    const [text, look] = findings.some(finding => finding.severity === 'error') ? ['✕ does not hold', 'bad']
      : step.is_background ? ['background: claims nothing of the graph', 'muted']
        : this.#verdict === null ? ['not checked yet', 'muted']
          : !this.#verdict.measures ? ['not checked against the graph', 'warn']
            : cited.length === 0 || step.claims.length === 0 ? ['rests on no claim that could be checked', 'warn']
              : ['✓ holds in the graph', 'good'];
    return [
      make('span', { class: look }, text),
      findings.length > 0 ? make('ul', { class: 'findings' }, ...findings.map(finding => this.#finding(finding, false))) : null,
      step.claims.length > 0 ? make('details', {},
        make('summary', {}, count(step.claims.length, 'claim')),
        make('ul', {}, ...step.claims.map(claim => make('li', {}, this.#phrases.ofClaim(claim, id => this.#nameOf(id)))))) : null,
    ];
  }

  #finding({ severity, code, message, expected, actual, step }, withStep) {
    const compared = [expected ? `expected: ${expected}` : null, actual ? `found: ${actual}` : null].filter(Boolean).join('; ');
    return make('li', { class: severity },
      make('strong', {}, `${withStep && step !== undefined ? `Step ${step + 1}, ` : ''}${code.replaceAll('_', ' ')}`),
      `: ${message}${compared === '' ? '' : ` (${compared})`}`);
  }

  #judged(verdict) {
    this.#verdict = verdict;
    const [word, look] = { accepted: ['✓ accepted', 'good'], rejected: ['✕ rejected', 'bad'], unknown: ['unknown: no pass', 'warn'] }[verdict.status];
    this.#came('verify', verdict.status);
    this.#report(`Verdict: ${verdict.status}.`);
    find('provisional').hidden = true;
    this.#writeSteps();
    find('verdict').hidden = false;
    find('decision').textContent = word;
    find('decision').className = `badge ${look}`;
    const measures = verdict.measures;
    fill(find('measures'), ...(measures ? [
      [measures.claim_precision, `of ${count(measures.claim_count, 'claim')} stand in the graph, with direction and polarity`],
      [measures.grounded_step_share, `of ${count(measures.step_count, 'step')} are grounded`],
      [measures.read_claim_share, 'of the claims were read back from the words'],
    ] : []).filter(([value]) => value !== undefined)
      .map(([value, words]) => make('li', {}, make('strong', {}, share(value)), make('span', { class: 'muted' }, words))));
    const notChecked = list((verdict.not_checked ?? []).map(name => name.replaceAll('_', ' ')));
    fill(find('findings'),
      ...(verdict.findings ?? []).filter(finding => finding.severity !== 'info').map(finding => this.#finding(finding, true)),
      notChecked === '' ? null
        : make('li', { class: 'info' }, make('strong', {}, 'Not checked'), `: ${notChecked}. Silence about these must not be read as safe.`));
  }

  #ended(reply) {
    const { outcome, failed_stage: stage, reason, detail, provenance, usage, evidence, verdict } = reply.result;
    this.isDone = true;
    this.reply = reply;
    this.#refer(evidence?.references ?? []);
    this.#lights.renew();
    find('keep').hidden = false;
    find('save-svg').hidden = !this.#drawings;
    find('stop').hidden = true;
    find('result').setAttribute('aria-busy', 'false');
    find('stages').querySelector('.now')?.classList.remove('now');
    find('stages').querySelector(`[data-stage="${CSS.escape(stage ?? '')}"]`)?.classList.add('ended');
    const [word, look] = outcomes[outcome];
    this.#badge(word, look);
    find('result-title').textContent = this.#title();
    const place = stage ? ` It ended at the stage “${stages.find(([name]) => name === stage)?.[1].toLowerCase() ?? stage}”` : '';
    this.#report(outcome === 'accepted'
      ? `${count(this.#chain.steps.length, 'step')}, ${count(this.#cited.length, 'path')} cited; ${verdict?.not_checked?.length > 0
        ? 'what was checked holds, not everything was checked.' : 'every check passed.'}`
      : `${detail ?? 'No reason was given.'}${place}${reason ? ` (${reason.replaceAll('_', ' ')}).` : '.'}`);
    if (provenance) {
      const facts = [
        ['Graph', `${provenance.graph_name} ${provenance.graph_version}`],
        ['Content', provenance.graph_hash ? provenance.graph_hash.slice(0, 16) : 'not known'],
        ['Mode', provenance.mode === 'answer' ? 'the answer is not known'
          : `the answer is known; the writer ${provenance.writer_sees === 'shown' ? 'saw it' : 'did not see it'}`],
        ['Models', (provenance.models ?? []).length > 0 ? list(provenance.models) : 'none'],
        usage ? ['Calls', `${usage.calls}, ${usage.input_tokens} tokens in, ${usage.output_tokens} out`] : null,
        ['Library', provenance.package_version],
      ].filter(Boolean);
      fill(find('provenance'), ...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));
    }
  }

  #title() {
    if (!this.#chain) {
      return 'No chain was written';
    }
    const { answer, answer_label: label } = this.#chain;
    const text = answer ?? this.#request.options.find(option => option.label === label)?.text;
    return !text ? 'No answer was reached' : `${this.#request.mode === 'answer' ? 'Found' : 'Why'} ${label ? `${label}. ` : ''}${text.replace(/\.$/, '')}`;
  }
}
