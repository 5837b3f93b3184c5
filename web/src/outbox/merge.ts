type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal as JSON, whatever the order of the fields; what is undefined is not there. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, at) => same(value, b[at]));
  if (!isFields(a) || !isFields(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}

/**
 * `theirs` with what was changed between `base` and `mine`, field by field; a list is one field. Where both changed the same
 * field, `mine` stands: it is what the person said last on the device that sends.
 */
export function merged(base: Fields, mine: Fields, theirs: Fields): Record<string, unknown> {
  const result: Record<string, unknown> = { ...theirs };
  for (const key of new Set([...Object.keys(base), ...Object.keys(mine)])) {
    const [was, is, other] = [base[key], mine[key], theirs[key]];
    if (same(was, is)) continue;
    if (is === undefined) delete result[key];
    else result[key] = isFields(is) && isFields(other) ? merged(isFields(was) ? was : {}, is, other) : is;
  }
  return result;
}

/** Of `value` what `frame` has too: a form's own defaults are not what was there before. */
export function within(value: Fields, frame: Fields): Record<string, unknown> {
  const kept = Object.entries(value).filter(([key]) => frame[key] !== undefined);
  return Object.fromEntries(kept.map(([key, part]) => [key, isFields(part) && isFields(frame[key]) ? within(part, frame[key]) : part]));
}
