// The table of the targets, from all rounds; and the conditions under which it was made.
import {readFileSync} from 'node:fs';
import {cpus, loadavg, release, totalmem} from 'node:os';
import {median, perUnit} from './places.mjs';
import {rows} from './rows.mjs';

export function conditions(extra) {
  return {
    at: new Date().toISOString(), cores: cpus().length, cpu: cpus()[0].model, memoryGB: Math.round(totalmem() / 2 ** 30), kernel: release(),
    loadBefore: loadavg().map((n) => Number(n.toFixed(2))), ...extra,
  };
}

function lookups(results) {
  const all = (what, who) => results.filter((r) => r.what === what && r.who === who && !r.error).map((r) => r.result);
  const get = (what, who, value) => {
    const found = all(what, who);
    return found.length === 0 ? undefined : median(found.map(value));
  };
  return {all, get};
}

/** One object per target: what it is, what ours and the others reached, whether it is met. */
export function judge(results) {
  const {all, get} = lookups(results);
  // A row's plot is named after its title.
  const twice = rows.find((row, i) => rows.findIndex((other) => other.title === row.title) !== i);
  if (twice) throw new Error(`two rows of bench/rows.mjs have the title "${twice.title}": give each its own`);
  return rows.map((row) => {
    const contenders = [...new Set(results.filter((r) => r.what === row.what && r.who !== 'ours' && !r.error).map((r) => r.who))];
    const value = row.value ? get(row.what, 'ours', row.value) : all(row.what, 'ours').length > 0 ? row.of(get, all) : undefined;
    const measured = value !== undefined && !Number.isNaN(value);
    const others = row.value
      ? contenders.map((who) => ({who, value: get(row.what, who, row.value)})).filter((o) => o.value !== undefined && !Number.isNaN(o.value))
      : [];
    const failure = results.find((r) => r.what === row.what && r.who === 'ours' && r.error)?.error;
    return {...row, measured, value, others, failure, verdict: measured && row.met(value, get) ? 'met' : 'not met'};
  });
}

const pad = (text, width) => text + ' '.repeat(Math.max(0, width - [...text].length));

/** The table as text: a line per target. */
export function table(judged) {
  const lines = judged.map((row) => {
    const shown = row.measured ? `${row.format(row.value)} ${row.unit}`.trim() : row.failure ? 'failed' : 'not measured';
    const others = row.others.map((o) => `${o.who} ${row.format(o.value)} (${(row.value / o.value).toPrecision(3)} ×)`).join(', ');
    return [row.title, row.target, shown, others, row.verdict];
  });
  const heads = ['work', 'target', 'ours', 'others (ours ÷ theirs)', ''];
  const widths = [0, 1, 2].map((i) => Math.max(...[heads, ...lines].map((line) => [...line[i]].length)));
  const print = (line) => [0, 1, 2].map((i) => pad(line[i], widths[i])).join('  ') + `  ${line[3]}  ${line[4]}`.replace(/^\s{4}/, '  ');
  return [print(heads).trimEnd(), ...lines.map(print)].join('\n');
}

/** The CPU of each process for one unit of work, as text. */
export function cpuTable(results) {
  const keys = [...new Set(results.filter((r) => r.result?.cpuSeconds).map((r) => `${r.what}\t${r.who}`))];
  const lines = keys.map((key) => {
    const [what, who] = key.split('\t');
    const found = results.filter((r) => r.what === what && r.who === who && !r.error).map((r) => perUnit(r.result));
    const cpu = ['server', 'postgres', 'redis', 'load'].map((name) => `${name} ${median(found.map((f) => f[name] ?? 0))}`);
    const other = median(results.filter((r) => r.what === what && r.who === who && !r.error).map(({result}) => {
      const {machine, ...mine} = result.cpuSeconds;
      return (machine - Object.values(mine).reduce((a, b) => a + b, 0)) / result.seconds;
    }));
    return `  ${pad(what, 10)} ${pad(who, 26)} ${cpu.map((text) => pad(text, 14)).join('')} others used ${other.toFixed(2)} cores`;
  });
  return ['CPU µs per unit of work:', ...lines].join('\n');
}

/** The same table for docs/performance, in Markdown. */
export function markdown(judged) {
  const line = (row) => {
    const shown = row.measured ? `${row.format(row.value)} ${row.unit}`.trim() : 'not measured';
    const others = row.others.map((o) => `${o.who}: ${row.format(o.value)} (${(row.value / o.value).toPrecision(3)} ×)`).join('<br>');
    return `| ${row.title} | ${row.target} | ${shown} | ${others} | ${row.verdict} |`;
  };
  return ['| work | target | ours | others, and ours ÷ theirs | |', '|---|---|---|---|---|', ...judged.map(line)].join('\n');
}

export const readResults = (path) => JSON.parse(readFileSync(path, 'utf8'));
