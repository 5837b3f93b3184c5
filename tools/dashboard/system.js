// The page of the system: reads the figures every two seconds.
const state = document.querySelector('#state');
const time = (seconds) => (seconds === null ? '–' : seconds < 1 ? `${Number((seconds * 1000).toPrecision(2))} ms` : `${seconds.toFixed(1)} s`);
const name = (gauge) => gauge.replace(/^jobswipe_/, '').replaceAll('_', ' ');
let before = null;

function cell(text, kind) {
  const made = document.createElement('td');
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function show({gauges, operations, at}) {
  document.querySelector('#gauges').replaceChildren(...Object.entries(gauges).map(([gauge, value]) => {
    const card = document.createElement('div');
    const figure = document.createElement('strong');
    const up = gauge.endsWith('_up');
    figure.textContent = up ? (value === 1 ? 'up' : 'down') : value.toLocaleString();
    if (up && value !== 1) card.className = 'down';
    card.append(figure, up ? name(gauge).slice(0, -3) : name(gauge));
    return card;
  }));
  const earlier = new Map(before?.operations.map((row) => [row.operation, row.requests]));
  document.querySelector('#operations').replaceChildren(...operations.map((row) => {
    const line = document.createElement('tr');
    // A server that began again counts from nothing.
    const since = before && row.requests >= (earlier.get(row.operation) ?? 0) ? row.requests - (earlier.get(row.operation) ?? 0) : null;
    line.append(cell(row.operation), cell(since === null ? '–' : (since / ((at - before.at) / 1000)).toFixed(1)), cell(row.requests.toLocaleString()),
      cell(row.failures.toLocaleString(), row.failures > 0 ? 'failed' : ''), cell(time(row.p50)), cell(time(row.p95)), cell(time(row.p99)));
    return line;
  }));
  before = {operations, at};
}

async function read() {
  try {
    const answer = await fetch('/system.json');
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.error);
    show(body);
    state.textContent = `as of ${new Date(body.at).toLocaleTimeString()}`;
    state.className = '';
  } catch (error) {
    state.textContent = error.message;
    state.className = 'trouble';
  }
  setTimeout(read, 2000);
}
read();
