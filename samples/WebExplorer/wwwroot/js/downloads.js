// Saves what is shown, and puts a question into an address. The part of an address behind # stays in the browser: no server logs it.

/** Saves a text or a blob as a file. */
export function save(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The address of a question. */
export function addressOf(request) {
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const text = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `#q=${text}`;
}

/** The question of an address; null where it has none that can be read. */
export function questionOf(hash) {
  if (!hash.startsWith('#q=')) {
    return null;
  }
  try {
    const bytes = Uint8Array.from(atob(hash.slice(3).replaceAll('-', '+').replaceAll('_', '/')), unit => unit.charCodeAt(0));
    const request = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const isText = value => typeof value === 'string';
    const isRight = isText(request?.question) && Array.isArray(request.options) && request.options.length <= 26
      && request.options.every(option => isText(option?.text)) && (request.answer === undefined || isText(request.answer));
    return isRight ? request : null;
  } catch {
    return null;
  }
}
