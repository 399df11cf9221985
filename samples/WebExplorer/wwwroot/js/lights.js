// What is lit: the paths that a step, a citation or an entity stands for. One thing can be pinned; what the mouse or the focus is on shows before that.
export class Lights {
  #root;
  #pinned = null;
  #shown = null;
  #onChange = [];

  /** @param root What holds everything that can be lit. */
  constructor(root) {
    this.#root = root;
    const sourceOf = event => event.target instanceof Element ? event.target.closest('[data-light]') : null;
    // A page that scrolls under a resting mouse is no wish of the reader's.
    let mouse = { x: -1, y: -1 };
    root.addEventListener('pointermove', event => {
      if (event.clientX !== mouse.x || event.clientY !== mouse.y) {
        mouse = { x: event.clientX, y: event.clientY };
        this.#show(sourceOf(event) ?? this.#pinned);
      }
    });
    root.addEventListener('pointerleave', () => this.#show(this.#pinned));
    root.addEventListener('focusin', event => this.#show(sourceOf(event) ?? this.#pinned));
    root.addEventListener('focusout', () => this.#show(this.#pinned));
    root.addEventListener('click', event => {
      const source = sourceOf(event);
      if (source && !event.target.closest('summary')) {
        this.pin(source === this.#pinned ? null : source);
      }
    });
    root.addEventListener('keydown', event => {
      if ((event.key === 'Enter' || event.key === ' ') && event.target.matches('mark[data-light]')) {
        event.preventDefault();
        event.target.click();
      }
    });
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape' && this.#pinned) {
        this.pin(null);
      }
    });
  }

  /** Calls back with what is pinned, or null, whenever that changes. */
  onPin(callback) {
    this.#onChange.push(callback);
  }

  /** Pins an element that has data-light; null lets go. */
  pin(source) {
    this.#hold(source);
    this.#onChange.forEach(callback => callback(source));
  }

  /** Lights what was drawn anew, and lets go of what is gone. */
  renew() {
    this.#hold(this.#pinned?.isConnected ? this.#pinned : null);
    this.#onChange.forEach(callback => callback(this.#pinned));
  }

  #hold(source) {
    this.#pinned = source;
    for (const control of this.#root.querySelectorAll('[aria-pressed]')) {
      const isOfStep = Boolean(source?.matches('li') && source.contains(control) && control.dataset.light === source.dataset.light);
      control.setAttribute('aria-pressed', String(control === source || isOfStep));
    }
    this.#shown = undefined;
    this.#show(source);
  }

  #show(source) {
    if (source === this.#shown) {
      return;
    }
    this.#shown = source;
    const lit = new Set(pathsOf(source));
    this.#root.classList.toggle('lit', lit.size > 0);
    for (const element of this.#root.querySelectorAll('[data-paths]')) {
      element.classList.toggle('on', element.dataset.paths.split(' ').some(path => path !== '' && lit.has(Number(path))));
    }
  }
}

/** The paths that an element stands for. */
export const pathsOf = source => source ? source.dataset.light.split(' ').filter(path => path !== '').map(Number) : [];
