(() => {
  'use strict';
  const page = document.querySelector('.result');
  const lit = [...page.querySelectorAll('[data-paths]')];
  const pins = [...page.querySelectorAll('a[data-light], button[data-light]')];
  const drawing = page.querySelector('.drawing .scroll');
  const status = page.querySelector('#lit');
  let pinned = null;
  let shown = null;
  let mouse = { x: -1, y: -1 };
  const numbers = new Map([...page.querySelectorAll('.paths > li')].map(item => [item.dataset.paths, item.id.slice('path-'.length)]));
  const pathsOf = source => source ? source.dataset.light.split(' ').filter(path => path !== '') : [];
  const show = source => {
    if (source === shown) {
      return;
    }
    shown = source;
    const paths = new Set(pathsOf(source));
    page.classList.toggle('lit', paths.size > 0);
    for (const element of lit) {
      element.classList.toggle('on', element.dataset.paths.split(' ').some(path => paths.has(path)));
    }
  };
  const pin = source => {
    pinned = source;
    for (const control of pins) {
      const isOn = control === source;
      control.classList.toggle('pinned', isOn);
      if (control.matches('button')) {
        control.setAttribute('aria-pressed', String(isOn));
      }
    }
    show(source);
    const paths = pathsOf(source).map(path => numbers.get(path) ?? '').sort((a, b) => a - b);
    status.textContent = paths.length === 0 ? 'Nothing is lit.' : (paths.length === 1 ? 'Lit: path ' : 'Lit: paths ') + paths.join(', ');
  };
  const sourceOf = event => event.target instanceof Element ? event.target.closest('[data-light]') : null;
  // A page that scrolls under a resting mouse is no wish of the reader's.
  page.addEventListener('pointermove', event => {
    if (event.clientX !== mouse.x || event.clientY !== mouse.y) {
      mouse = { x: event.clientX, y: event.clientY };
      show(sourceOf(event) ?? pinned);
    }
  });
  page.addEventListener('pointerleave', () => show(pinned));
  page.addEventListener('focusin', event => show(sourceOf(event) ?? pinned));
  page.addEventListener('focusout', () => show(pinned));
  page.addEventListener('click', event => {
    const source = sourceOf(event);
    if (!source) {
      return;
    }
    const link = source.closest('a');
    if (link?.matches('.cite') && drawing) {
      const box = drawing.getBoundingClientRect();
      if (box.top < innerHeight * 0.7 && box.bottom > innerHeight * 0.3) {
        event.preventDefault();
      }
    }
    pin(source === pinned ? null : source);
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && pinned) {
      pin(null);
    }
  });
})();
