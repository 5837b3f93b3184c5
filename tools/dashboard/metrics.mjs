// What `/metrics` of a server says (Prometheus' text format 0.0.4), as figures for a page.

/** The samples of an exposition: [{name, labels, value}]. Lines that are none are left out. */
export function samplesOf(text) {
  const samples = [];
  for (const line of text.split('\n')) {
    const found = line.match(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/);
    if (!found) continue;
    const labels = {};
    for (const [, key, value] of (found[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      labels[key] = value.replace(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter));
    }
    samples.push({name: found[1], labels, value: Number(found[3])});
  }
  return samples;
}

/**
 * The quantile `q` (0 to 1) of a cumulative histogram, [{le, count}] in any order: interpolated within its bucket, as Prometheus'
 * histogram_quantile() does. Null when nothing was observed; the highest finite bound when it lies beyond that.
 */
export function quantileOf(buckets, q) {
  const sorted = [...buckets].sort((a, b) => a.le - b.le);
  const total = sorted.at(-1)?.count ?? 0;
  if (total === 0) return null;
  const rank = q * total;
  let below = 0, bound = 0;
  for (const {le, count} of sorted) {
    if (count >= rank) return le === Infinity ? bound : bound + (le - bound) * ((rank - below) / (count - below || 1));
    below = count;
    bound = le;
  }
  return bound;
}

/** {gauges: {name: value}, operations: [{operation, requests, failures, p50, p95, p99}]}; times in seconds, since the server began. */
export function figuresOf(text) {
  const gauges = {};
  const operations = new Map();
  const of = (operation) => {
    if (!operations.has(operation)) operations.set(operation, {operation, requests: 0, failures: 0, buckets: []});
    return operations.get(operation);
  };
  for (const {name, labels, value} of samplesOf(text)) {
    if (name === 'jobswipe_http_requests_total') {
      of(labels.operation).requests += value;
      if (labels.status >= '500') of(labels.operation).failures += value;
    } else if (name === 'jobswipe_http_request_duration_seconds_bucket') {
      of(labels.operation).buckets.push({le: labels.le === '+Inf' ? Infinity : Number(labels.le), count: value});
    } else if (name.startsWith('jobswipe_') && !name.startsWith('jobswipe_http_')) {
      gauges[name] = (gauges[name] ?? 0) + value;
    }
  }
  return {
    gauges,
    operations: [...operations.values()]
      .map(({buckets, ...row}) => ({...row, p50: quantileOf(buckets, 0.5), p95: quantileOf(buckets, 0.95), p99: quantileOf(buckets, 0.99)}))
      .sort((a, b) => b.requests - a.requests),
  };
}
