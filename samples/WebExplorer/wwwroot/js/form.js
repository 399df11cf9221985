// The form: a question, its options, and what is known of the answer.
import { fill, find, make } from './dom.js';

// One for each letter.
const maxOptions = 26;
const labelOf = index => String.fromCharCode(65 + index);

export class QuestionForm {
  #form = find('form');
  #options = find('options');
  #samples = [];

  /** @param onSubmit Takes the request that the form holds. */
  constructor(onSubmit) {
    find('add').addEventListener('click', () => this.#add());
    find('mode').addEventListener('change', () => this.#adapt());
    find('sample').addEventListener('change', event => {
      const sample = this.#samples[event.target.value];
      if (sample) {
        this.#write(sample);
      }
    });
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      onSubmit(this.read());
    });
    ['', '', '', ''].forEach(text => this.#addRow(text, false));
    this.#adapt();
  }

  /** Offers questions to start from, and starts from one. */
  offer(samples, first) {
    this.#samples = samples;
    find('sample').append(...samples.map((sample, i) => make('option', { value: i }, `${i + 1}. ${lastSentence(sample.text)}`)));
    if (samples[first]) {
      find('sample').value = String(first);
      this.#write(samples[first]);
    }
  }

  /** The request. Halves of surrogate pairs, which no text on the wire can hold, are replaced as any reader would. */
  read() {
    const rows = this.#rows();
    const request = {
      question: find('question').value.toWellFormed(),
      options: rows.map((row, i) => ({ label: labelOf(i), text: row.text.value.toWellFormed() })),
      mode: find('mode').value,
    };
    const right = rows.findIndex(row => row.right.checked);
    if (request.mode === 'explain' && right >= 0) {
      request.answer = labelOf(right);
    } else if (request.mode === 'explain' && rows.length === 0) {
      request.answer = find('answer').value.toWellFormed();
    }
    const [ask, seeks] = find('kind').value.split(' ');
    return ask ? { ...request, ask, seeks } : request;
  }

  /** Shows what is wrong beside its field, and moves there. */
  showFault(path, expected) {
    this.clearErrors();
    const row = this.#rows()[Number(/^options\[(\d+)\]/.exec(path)?.[1] ?? -1)];
    const isMark = path === 'answer' && this.#rows().length > 0;
    const place = row?.error ?? find(isMark ? 'answer_label-error' : `${path}-error`) ?? find('form-error');
    const input = row?.text ?? (isMark ? this.#rows()[0].right : this.#form.elements.namedItem(path)) ?? null;
    place.textContent = `${expected[0].toUpperCase()}${expected.slice(1)}.`;
    if (input instanceof HTMLElement) {
      input.setAttribute('aria-invalid', 'true');
      input.focus();
    }
  }

  /** Writes a request that an address holds. */
  show(request) {
    this.#write({
      text: request.question, options: request.options.map((option, i) => ({ ...option, label: labelOf(i) })),
      answer: request.answer, answer_label: request.answer,
    });
    find('sample').value = '';
    find('mode').value = request.mode === 'answer' ? 'answer' : 'explain';
    const kind = `${request.ask} ${request.seeks}`;
    find('kind').value = [...find('kind').options].some(option => option.value === kind) ? kind : '';
    this.#adapt();
  }

  /** Shows a message that belongs to no field. */
  showError(message) {
    this.clearErrors();
    find('form-error').textContent = message;
  }

  clearErrors() {
    for (const place of this.#form.querySelectorAll('.error')) {
      place.textContent = '';
    }
    for (const input of this.#form.querySelectorAll('[aria-invalid]')) {
      input.removeAttribute('aria-invalid');
    }
  }

  #write(sample) {
    this.clearErrors();
    find('question').value = sample.text;
    find('answer').value = sample.options.length > 0 ? '' : sample.answer ?? '';
    find('kind').value = '';
    find('mode').value = 'explain';
    fill(this.#options);
    sample.options.forEach(option => this.#addRow(option.text, option.label === sample.answer_label));
    this.#adapt();
  }

  #rows() {
    return [...this.#options.children].map(row => ({
      row, right: row.querySelector('[type=radio]'), text: row.querySelector('[type=text]'), error: row.querySelector('.error'),
    }));
  }

  #add() {
    const row = this.#addRow('', false);
    this.#adapt();
    row.querySelector('[type=text]').focus();
  }

  #addRow(text, isRight) {
    const words = make('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
    words.value = text;
    const right = make('input', { type: 'radio', name: 'right' });
    right.checked = isRight;
    const remove = make('button', { type: 'button', class: 'remove' }, '×');
    const row = make('li', {}, right, make('span', { class: 'label', 'aria-hidden': 'true' }), words, remove, make('p', { class: 'error' }));
    remove.addEventListener('click', () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      this.#adapt();
      (next?.querySelector('[type=text]') ?? find('add')).focus();
    });
    this.#options.append(row);
    return row;
  }

  /** Letters run on without a gap; an open question has an answer in words; what is not known is not asked. */
  #adapt() {
    const rows = this.#rows();
    rows.forEach(({ row, right, text, error }, i) => {
      const label = labelOf(i);
      row.querySelector('.label').textContent = label;
      right.setAttribute('aria-label', `Option ${label} is right`);
      text.setAttribute('aria-label', `Option ${label}`);
      error.id = `option-${label}-error`;
      text.setAttribute('aria-describedby', error.id);
      row.querySelector('.remove').setAttribute('aria-label', `Remove option ${label}`);
    });
    const isKnown = find('mode').value === 'explain';
    this.#form.classList.toggle('unknown', !isKnown);
    find('answer-field').hidden = !isKnown || rows.length > 0;
    find('add').hidden = rows.length >= maxOptions;
    find('go').textContent = isKnown ? 'Explain' : 'Find the answer';
  }
}

function lastSentence(text) {
  const sentences = text.match(/[^.?!]+[.?!:]*/g) ?? [text];
  return sentences[sentences.length - 1].trim();
}
