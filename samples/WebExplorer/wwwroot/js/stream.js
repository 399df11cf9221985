/** Server-sent events off a response, as they come: { type, data }. */
export async function* readEvents(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      const records = (rest + value).split(/\r?\n\r?\n/);
      rest = records.pop();
      for (const record of records) {
        const event = parse(record);
        if (event.data !== '') {
          yield { type: event.type, data: JSON.parse(event.data) };
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parse(record) {
  let type = 'message';
  const data = [];
  for (const line of record.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      type = value;
    } else if (field === 'data') {
      data.push(value);
    }
  }
  return { type, data: data.join('\n') };
}
