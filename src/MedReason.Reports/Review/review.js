(() => {
  'use strict';
  const set = JSON.parse(document.getElementById('review-data').textContent);
  const store = `medreason-review-${set.id}-${set.page}`;
  const find = id => document.getElementById(id);
  const flags = [['supported', 'supported'], ['unsupported', 'not supported'], ['wrong', 'wrong'], ['harmful', 'harmful']];
  const scales = set.pairwise ? ['preference'] : ['correctness', 'completeness', 'harm', 'overall'];
  const allowed = { preference: ['left', 'tie', 'right'], harm: ['none', 'mild', 'moderate', 'severe'] };
  const levels = ['1', '2', '3', '4', '5'];
  const items = new Map(set.items.map(item => [item.key, item]));
  let state = { rater: '', specialty: '', at: 0, ratings: {} };
  let isKept = true;
  let isExported = true;

  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text !== undefined) {
      element.textContent = text;
    }
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, value);
    }
    return element;
  };
  const item = () => set.items[state.at];
  const ratingOf = key => Object.hasOwn(state.ratings, key) ? state.ratings[key] : null;
  const rating = () => {
    const key = item().key;
    if (!ratingOf(key)) {
      state.ratings[key] = { flags: set.pairwise ? [] : item().chains[0].steps.map(() => null), cannotJudge: false, comment: '', isRevealed: false };
    }
    return state.ratings[key];
  };
  const isDone = key => {
    const own = ratingOf(key);
    return own !== null && (own.cannotJudge || scales.every(scale => typeof own[scale] === 'string'));
  };

  // What comes from a file or a store is taken field by field, so that nothing else gets in.
  const clean = (key, value) => {
    const steps = set.pairwise ? 0 : items.get(key).chains[0].steps.length;
    const own = {
      flags: Array.from({ length: steps }, (_, i) => flags.some(([flag]) => flag === value.flags?.[i]) ? value.flags[i] : null),
      cannotJudge: value.cannotJudge === true,
      comment: typeof value.comment === 'string' ? value.comment.slice(0, 4000) : '',
      isRevealed: value.isRevealed === true,
    };
    for (const scale of scales) {
      if ((allowed[scale] ?? levels).includes(value[scale])) {
        own[scale] = value[scale];
      }
    }
    return own;
  };
  const take = saved => {
    if (typeof saved !== 'object' || saved === null || saved.review !== set.id || saved.page !== set.page || typeof saved.ratings !== 'object' || saved.ratings === null) {
      return false;
    }
    for (const [key, value] of Object.entries(saved.ratings)) {
      if (items.has(key) && typeof value === 'object' && value !== null) {
        state.ratings[key] = clean(key, value);
      }
    }
    state.rater = typeof saved.rater === 'string' ? saved.rater.slice(0, 80) : state.rater;
    state.specialty = typeof saved.specialty === 'string' ? saved.specialty.slice(0, 80) : state.specialty;
    state.at = Number.isInteger(saved.at) && saved.at >= 0 && saved.at < set.items.length ? saved.at : 0;
    return true;
  };
  const record = () => ({ format: set.format, review: set.id, page: set.page, rater: state.rater, specialty: state.specialty, at: state.at, ratings: state.ratings });
  const keep = () => {
    isExported = false;
    try {
      localStorage.setItem(store, JSON.stringify(record()));
      isKept = true;
    } catch {
      isKept = false;
    }
    tell();
  };
  const tell = () => {
    const done = set.items.filter(one => isDone(one.key)).length;
    find('progress').textContent = `${state.at + 1} of ${set.items.length}, ${done} rated`;
    find('saved').textContent = isKept
      ? 'Every change is kept in this browser. Save a file when you are done, and send that.'
      : 'This browser keeps nothing: save a file before you close the page.';
  };

  const radio = (name, value, label, isOn, change) => {
    const wrap = make('label');
    const input = make('input', undefined, { type: 'radio', name, value });
    input.checked = isOn;
    input.disabled = rating().isRevealed;
    input.addEventListener('change', change);
    wrap.append(input, ' ' + label);
    return wrap;
  };
  const flag = (index, value) => {
    rating().flags[index] = value;
    keep();
    const step = document.querySelectorAll('.steps > li')[index];
    step.classList.add('flagged');
    for (const input of step.querySelectorAll('input')) {
      input.checked = input.value === value;
    }
  };
  const drawChain = (chain, index) => {
    const section = make('section', undefined, { 'aria-labelledby': 'chain-' + index });
    section.append(make('h2', set.pairwise ? (index === 0 ? 'Left' : 'Right') : 'Reasoning', { id: 'chain-' + index }));
    const list = make('ol', undefined, { class: 'steps' });
    chain.steps.forEach((step, i) => {
      const entry = make('li');
      entry.append(make('p', step));
      if (!set.pairwise) {
        const field = make('fieldset');
        field.append(make('legend', 'Step ' + (i + 1)));
        for (const [value, label] of flags) {
          field.append(radio('flag-' + i, value, label, rating().flags[i] === value, () => flag(i, value)));
        }
        entry.append(field);
        entry.classList.toggle('flagged', rating().flags[i] !== null);
      }
      list.append(entry);
    });
    section.append(list);
    if (chain.conclusion !== '') {
      section.append(make('p', chain.conclusion, { class: 'conclusion' }));
    }
    return section;
  };
  const drawRating = () => {
    const own = rating();
    for (const scale of scales) {
      for (const input of document.querySelectorAll(`input[name=${scale}]`)) {
        input.checked = own[scale] === input.value;
        input.disabled = own.isRevealed || own.cannotJudge;
      }
    }
    find('cannot-judge').checked = own.cannotJudge;
    find('cannot-judge').disabled = own.isRevealed;
    find('comment').value = own.comment;
    find('comment').disabled = own.isRevealed;
    find('reveal').disabled = own.isRevealed || !isDone(item().key);
    const facts = [];
    if (own.isRevealed) {
      facts.push(['Right answer', item().gold ?? 'not known']);
      item().chains.forEach((chain, i) => {
        const name = set.pairwise ? (i === 0 ? 'Left: ' : 'Right: ') : '';
        facts.push([name + 'source', chain.side], [name + 'model', chain.model ?? 'none'], [name + 'verdict', chain.verdict ?? 'none']);
      });
    }
    find('revealed').replaceChildren(...facts.flatMap(([name, value]) => [make('dt', name), make('dd', value)]));
  };
  const draw = () => {
    find('question').textContent = item().question;
    find('options').replaceChildren(...item().options.map(([label, text]) => {
      const entry = make('li');
      entry.append(make('strong', label), ' ' + text);
      return entry;
    }));
    find('chains').replaceChildren(...item().chains.map(drawChain));
    find('previous').disabled = state.at === 0;
    find('next').disabled = state.at === set.items.length - 1;
    drawRating();
    tell();
  };
  const go = at => {
    if (at >= 0 && at < set.items.length) {
      state.at = at;
      keep();
      draw();
      find('question-title').focus();
      scrollTo(0, 0);
    }
  };
  const goUnrated = () => {
    const order = set.items.map((_, i) => (state.at + 1 + i) % set.items.length);
    const next = order.find(i => !isDone(set.items[i].key));
    if (next === undefined) {
      find('saved').textContent = 'Everything is rated. Save a file, and send that.';
    } else {
      go(next);
    }
  };
  const rate = (scale, value) => {
    const own = rating();
    if (!own.isRevealed && !own.cannotJudge) {
      own[scale] = value;
      keep();
      drawRating();
    }
  };
  const begin = () => {
    state.rater = find('rater').value.trim();
    state.specialty = find('specialty').value.trim();
    if (state.rater === '' || state.specialty === '') {
      find('saved').textContent = 'Your code and your specialty come first.';
      (state.rater === '' ? find('rater') : find('specialty')).focus();
      return;
    }
    open();
    keep();
    find('question-title').focus();
  };
  const open = () => {
    find('start').hidden = true;
    find('work').hidden = false;
    draw();
  };

  find('begin').addEventListener('click', begin);
  find('previous').addEventListener('click', () => go(state.at - 1));
  find('next').addEventListener('click', () => go(state.at + 1));
  find('unrated').addEventListener('click', goUnrated);
  for (const scale of scales) {
    for (const input of document.querySelectorAll(`input[name=${scale}]`)) {
      input.addEventListener('change', () => rate(scale, input.value));
    }
  }
  find('cannot-judge').addEventListener('change', event => {
    rating().cannotJudge = event.target.checked;
    keep();
    drawRating();
  });
  find('comment').addEventListener('input', event => {
    rating().comment = event.target.value;
    keep();
  });
  find('reveal').addEventListener('click', () => {
    rating().isRevealed = true;
    keep();
    draw();
  });
  find('export').addEventListener('click', () => {
    const sides = Object.fromEntries(set.items.map(one => [one.key, { id: one.id, repeatOf: one.repeatOf, sides: one.chains.map(chain => chain.side) }]));
    const link = make('a', undefined, { download: `review-${(state.rater || 'unnamed').replace(/[^\p{L}\p{N}_-]+/gu, '_')}.json` });
    link.href = URL.createObjectURL(new Blob([JSON.stringify({ ...record(), pairwise: set.pairwise, items: sides })], { type: 'application/json' }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    isExported = true;
  });
  find('import').addEventListener('change', async event => {
    const file = event.target.files[0];
    event.target.value = '';
    if (!file) {
      return;
    }
    let saved = null;
    try {
      saved = JSON.parse(await file.text());
    } catch {
      // Told below: what is no JSON is no file of this review.
    }
    if (take(saved)) {
      keep();
      open();
    } else {
      find('saved').textContent = 'That file is not one of this page.';
    }
  });
  document.addEventListener('keydown', event => {
    const isText = event.target instanceof HTMLElement && event.target.matches('input[type=text], textarea, select');
    if (find('work').hidden || !find('keys').checked || isText || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const own = rating();
    const unflagged = own.flags.indexOf(null);
    const step = { s: 'supported', d: 'unsupported', w: 'wrong', h: 'harmful' }[event.key];
    if (event.key === 'n') {
      go(state.at + 1);
    } else if (event.key === 'p') {
      go(state.at - 1);
    } else if (event.key === 'u') {
      goUnrated();
    } else if (event.key === 'c' && !own.isRevealed) {
      find('cannot-judge').click();
    } else if (set.pairwise && 'ltr'.includes(event.key)) {
      rate('preference', { l: 'left', t: 'tie', r: 'right' }[event.key]);
    } else if (!set.pairwise && levels.includes(event.key)) {
      rate('overall', event.key);
    } else if (!set.pairwise && step && unflagged >= 0 && !own.isRevealed) {
      flag(unflagged, step);
    } else if (!set.pairwise && event.key === 'a' && !own.isRevealed) {
      own.flags.forEach((value, i) => value === null && flag(i, 'supported'));
    } else {
      return;
    }
    event.preventDefault();
  });
  addEventListener('beforeunload', event => {
    if (!isKept && !isExported) {
      event.preventDefault();
    }
  });

  try {
    if (take(JSON.parse(localStorage.getItem(store)))) {
      find('rater').value = state.rater;
      open();
    }
  } catch {
    isKept = false;
  }
  tell();
})();
