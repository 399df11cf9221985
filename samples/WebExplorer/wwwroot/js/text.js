// Measures text as the page will draw it, and breaks it into lines.
const context = document.createElement('canvas').getContext('2d');
const family = getComputedStyle(document.body).fontFamily;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The width of a text in pixels. */
export function measure(text, size, weight = 400) {
  context.font = `${weight} ${size}px ${family}`;
  return context.measureText(text).width;
}

/** Lines of at most a width; what does not fit in the last one ends with an ellipsis. */
export function wrap(text, width, size, maxLines, weight = 400) {
  const fits = line => measure(line, size, weight) <= width;
  const lines = [];
  let line = '';
  for (const word of text.trim().split(/\s+/).flatMap(word => breakWord(word, fits))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  if (lines.length <= maxLines) {
    return lines;
  }
  const letters = [...segmenter.segment(`${lines[maxLines - 1]} ${lines[maxLines]}`)].map(part => part.segment);
  while (letters.length > 1 && !fits(`${letters.join('')}…`)) {
    letters.pop();
  }
  return [...lines.slice(0, maxLines - 1), `${letters.join('').trimEnd()}…`];
}

function breakWord(word, fits) {
  if (fits(word)) {
    return [word];
  }
  const parts = [''];
  for (const { segment } of segmenter.segment(word)) {
    if (parts[parts.length - 1] !== '' && !fits(parts[parts.length - 1] + segment)) {
      parts.push('');
    }
    parts[parts.length - 1] += segment;
  }
  return parts;
}
